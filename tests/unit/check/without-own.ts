import { CHECK_SCRIPT } from '../../../reports/html/build/template.ts'

/** A page of `check` without its own script and the packed histories that this reads: what is left comes from the history. */
export function withoutOwn(html: string): string {
  return html
    .replace(`<script>${CHECK_SCRIPT}</script>`, '')
    .replaceAll(/<script type="text\/plain" id="ww-history-file-\d+">[A-Za-z0-9+/=]*<\/script>/g, '')
}
