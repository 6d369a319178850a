const ENTITIES = /** @type {Record<string, string>} */ ({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
});

/**
 * Makes text safe inside an SVG.
 *
 * @param {string} text
 */
export function escapeText(text) {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
