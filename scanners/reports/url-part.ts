/** Text from outside as a part of an address: nothing in it ends the address, or a Markdown link around it. */
export function urlPart(text: string): string {
  const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, percent);
}
