import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Comment, Converter } from 'typedoc';
import { doors } from './doors.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * A plugin of typedoc's: modules get the names by which they are imported, instead of those of their files.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const [declaration] = context.getSymbolFromReflection(reflection)?.declarations ?? [];
    if (declaration === undefined || !('fileName' in declaration)) return;
    const source = relative(root, String(declaration.fileName));
    const door = doors().find((candidate) => candidate.source === source);
    if (!door) return;
    reflection.name = door.name;
    reflection.comment = new Comment([{ kind: 'text', text: door.purpose }]);
  });
}
