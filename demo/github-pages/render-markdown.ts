import { html } from 'hono/html';
import { type Html, httpLink } from '../../app/web/http-link.ts';

/**
 * The Markdown that Lockkeeper writes, as HTML: headings, tables, lists, fences, `<details>`, and within lines code, bold, links and
 * `<br>`. It is not all of GitHub's; what it does not know it shows as text, escaped.
 */
export function renderMarkdown(markdown: string): Html {
  return blocks(markdown.replace(/<!--[\s\S]*?-->\n?/g, '').split('\n'));
}

function blocks(lines: readonly string[]): Html {
  const parts: Html[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const fence = /^`{3,}/.exec(line)?.[0];
    if (line.trim() === '') {
      at++;
    } else if (fence !== undefined) {
      const end = endOf(lines, at + 1, (each) => each === fence);
      parts.push(html`<pre>${lines.slice(at + 1, end).join('\n')}</pre>`);
      at = end + 1;
    } else if (line.startsWith('<details>')) {
      const end = endOf(lines, at + 1, (each) => each === '</details>');
      const summary = line.replace(/<\/?(?:details|summary)>/g, '');
      parts.push(html`<details><summary>${inline(summary)}</summary>${blocks(lines.slice(at + 1, end))}</details>`);
      at = end + 1;
    } else {
      const [take, render] = kindOf(line);
      const end = endOf(lines, at + 1, (each) => !take(each));
      parts.push(render(lines.slice(at, end)));
      at = end;
    }
  }
  return html`${parts}`;
}

type Kind = [take: (line: string) => boolean, render: (lines: readonly string[]) => Html];

function kindOf(line: string): Kind {
  if (/^#{1,6} /.test(line)) return [() => false, ([one]) => html`<h3>${inline(one!.replace(/^#+ /, ''))}</h3>`];
  if (line === '---') return [() => false, () => html`<hr>`];
  if (isRow(line)) return [isRow, table];
  if (isItem(line)) return [isItem, list];
  const isText = (each: string) =>
    each.trim() !== '' && !isRow(each) && !isItem(each) && !/^(?:#|`{3}|<details>)/.test(each);
  return [isText, (lines) => html`<p>${inline(lines.join(' '))}</p>`];
}

const isRow = (line: string) => line.startsWith('|');
const isItem = (line: string) => line.startsWith('- ');

function list(lines: readonly string[]): Html {
  return html`<ul class="list">${lines.map(
    (line) =>
      html`<li>${inline(
        line
          .slice(2)
          .replace(/^\[ \] /, '☐ ')
          .replace(/^\[x\] /i, '☑ '),
      )}</li>`,
  )}</ul>`;
}

function table([head = '', , ...rows]: readonly string[]): Html {
  const cells = (line: string) => line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/);
  return html`<div class="wide"><table class="fields"><thead><tr>${cells(head).map((cell) => html`<th scope="col">${inline(cell.trim())}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${inline(cell.trim())}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A backslash, code, bold, a link, a line's end, or a character by its number or name. */
const INLINE =
  /\\([!-/:-@[-`{-~])|(`+)(.*?[^`])\2(?!`)|\*\*(.*?[^\\])\*\*|\[((?:\\.|[^\]\\])*)\]\((https?:[^)\s]+)\)|<br>|&#(\d{1,6});|&(amp|lt|gt|quot|apos);/g;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function inline(text: string): Html {
  const parts: (string | Html)[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index), inlinePart(match));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return html`${parts}`;
}

function inlinePart([all, escaped, , code, bold, label, address, number, name]: RegExpExecArray): string | Html {
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return html`<code>${code.trim().replaceAll('\\|', '|')}</code>`;
  if (bold !== undefined) return html`<strong>${inline(bold)}</strong>`;
  if (address !== undefined) return httpLink(address, plain(label!));
  if (number !== undefined) return String.fromCodePoint(Number(number));
  if (name !== undefined) return NAMED[name]!;
  return all === '<br>' ? html`<br>` : all;
}

function plain(label: string): string {
  return label.replace(/\\(.)/g, '$1').replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => NAMED[name]!);
}

function endOf(lines: readonly string[], from: number, is: (line: string) => boolean): number {
  const at = lines.findIndex((line, index) => index >= from && is(line));
  return at === -1 ? lines.length : at;
}
