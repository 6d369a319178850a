import { compareDiagram } from './compare-diagram.mjs';
import { DiagramError } from './diagram-error.mjs';
import { readDiagrams } from './read-diagrams.mjs';
import { renderDiagram } from './render-diagram.mjs';
import { runDiagram } from './run-diagram.mjs';

/**
 * Runs and draws all diagrams, by the file name of the picture.
 *
 * @throws {DiagramError} if a diagram is not true
 */
export function renderPictures() {
  return new Map([...readDiagrams()].map(([name, diagram]) => [`${name}.svg`, draw(diagram)]));
}

/** @param {import('./parse-diagram.mjs').Diagram} diagram */
function draw(diagram) {
  const happening = runDiagram(diagram);
  const { said, happened } = compareDiagram(diagram, happening);
  if (said !== happened) {
    throw new DiagramError(diagram.file, undefined, `says\n\n${said}\n\nbut this happened:\n\n${happened}`);
  }
  return renderDiagram(diagram, happening);
}
