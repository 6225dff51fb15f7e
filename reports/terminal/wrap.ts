/**
 * Breaks a text at spaces into lines of at most `width` characters; a word longer than a line is cut.
 * Always at least one line, so that an empty text still has its row.
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    for (const piece of pieces(word, width)) {
      if (line === '') line = piece
      else if (line.length + 1 + piece.length <= width) line += ` ${piece}`
      else {
        lines.push(line)
        line = piece
      }
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

/** The text behind `lead` on its first line and behind as many spaces on the others. */
export function hanging(lead: string, text: string, width: number): string[] {
  const indent = ' '.repeat(lead.length)
  return wrapped(text, width - lead.length).map((line, index) => (index === 0 ? lead : indent) + line)
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word]
  const list: string[] = []
  const characters = [...word]
  let piece = ''
  for (const character of characters) {
    if (piece.length + character.length > width) {
      list.push(piece)
      piece = ''
    }
    piece += character
  }
  list.push(piece)
  return list
}
