/**
 * Writes an SVG element.
 *
 * @param {string} name
 * @param {Record<string, string | number | undefined>} attributes numbers are rounded to tenths
 * @param {...string} children elements, or text that went through `escapeText`
 */
export function svgElement(name, attributes, ...children) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? Math.round(value * 10) / 10 : value}"`)
    .join('');
  return children.length > 0 ? `<${name}${written}>${children.join('')}</${name}>` : `<${name}${written}/>`;
}
