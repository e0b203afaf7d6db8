/** Letters of other scripts that look like a Latin one, or a digit, in the fonts that people read names in. */
const CONFUSABLES: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['a', 'аɑα'],
      ['b', 'Ьƅ'],
      ['c', 'сϲⅽ'],
      ['d', 'ԁⅾ'],
      ['e', 'еҽ'],
      ['g', 'ɡց'],
      ['h', 'һհ'],
      ['i', 'іıɩι'],
      ['j', 'јϳ'],
      ['k', 'κк'],
      ['l', 'ӏⅼ׀ا'],
      ['m', 'ⅿм'],
      ['n', 'ոп'],
      ['o', 'оοօσ'],
      ['p', 'рρ'],
      ['q', 'ԛզ'],
      ['r', 'гᴦ'],
      ['s', 'ѕ'],
      ['t', 'τт'],
      ['u', 'υսцʋ'],
      ['v', 'νѵⅴ'],
      ['w', 'ԝѡա'],
      ['x', 'хχⅹ'],
      ['y', 'уγү'],
      ['z', 'ᴢ'],
      ['A', 'АΑ'],
      ['B', 'ВΒ'],
      ['C', 'СϹ'],
      ['E', 'ЕΕ'],
      ['H', 'НΗ'],
      ['I', 'ІΙ'],
      ['J', 'Ј'],
      ['K', 'КΚ'],
      ['M', 'МΜ'],
      ['N', 'Ν'],
      ['O', 'ОΟ'],
      ['P', 'РΡ'],
      ['S', 'Ѕ'],
      ['T', 'ТΤ'],
      ['X', 'ХΧ'],
      ['Y', 'ҮΥ'],
      ['Z', 'Ζ'],
      ['-', '‐‑‒–—−﹘'],
      ['/', '⁄∕'],
    ] as const
  ).flatMap(([latin, others]) => [...others].map((other) => [other, latin])),
);

/** Nothing is seen of them, or they turn round what is. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Those with letters that pass for each other's. */
const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Cherokee'] as const;
const SCRIPT_PATTERNS = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

/**
 * Whether a name of an account, a package or a domain looks like another one to people: why, as words that complete "its name"; undefined
 * where it does not. Names in one script that is not Latin imitate nothing by that, unless all of it could be read as Latin.
 */
export function lookalikes(name: string): string | undefined {
  // Almost every name ends here.
  if (/^[\x20-\x7e]*$/.test(name)) return undefined;
  const reasons: string[] = [];
  const invisible = [...name].find((letter) => INVISIBLE.test(letter));
  if (invisible !== undefined) reasons.push(`has a character that is not seen (${codeOf(invisible)})`);
  const letters = [...name.normalize('NFC')];
  const scripts = SCRIPT_PATTERNS.filter(([, pattern]) => pattern.test(name)).map(([script]) => script);
  const imitating = letters.filter((letter) => imitated(letter) !== undefined);
  const plain = letters.map((letter) => imitated(letter) ?? letter).join('');
  const couldBeLatin = /^[\x20-\x7e]*$/.test(plain.replace(new RegExp(INVISIBLE, 'gu'), ''));
  if (imitating.length > 0 && (couldBeLatin || scripts.length > 1)) {
    const which = [...new Set(imitating)].slice(0, 5).map((letter) => `${codeOf(letter)} for ${imitated(letter)}`);
    reasons.push(`imitates letters (${which.join(', ')})`);
  }
  if (scripts.length > 1 && scripts.includes('Latin')) reasons.push(`mixes scripts (${scripts.join(', ')})`);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

function imitated(letter: string): string | undefined {
  if (Object.hasOwn(CONFUSABLES, letter)) return CONFUSABLES[letter];
  // Full-width, mathematical and other such forms are the letters themselves to whoever reads them.
  const compatible = letter.normalize('NFKC');
  return compatible !== letter && /^[\x21-\x7e]+$/.test(compatible) ? compatible : undefined;
}

function codeOf(letter: string): string {
  return `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
