import { script, style } from './page-script.js';
import type { TraceData } from './trace-data.js';

/** A page that shows a trace, and needs nothing else. */
export function traceHtml(trace: TraceData): string {
  const json = JSON.stringify(trace, (_name, value: unknown) =>
    // Nanoseconds are enough, and digits are most of what a page weighs.
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>rxjs-pool trace</title>
<style>${style}</style>
<body>
<script type="application/json" id="trace">${withoutTags(json)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** JSON that cannot end the element that it stands in. */
function withoutTags(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
