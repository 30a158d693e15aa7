/** Writes a name of our schema as SQL, whatever characters it has. */
export const quotedName = (...parts: ReadonlyArray<string>): string =>
  parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".")

/** Writes a text as SQL, whatever characters it has. */
export const quotedText = (text: string): string => {
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`
  // Where a backslash means something depends on a setting of the session, unless the text says so itself.
  return text.includes("\\") ? `E${quoted}` : quoted
}

/** Quotes the body of a function, with a tag that does not occur in it, whatever a schema is called. */
export const dollarQuoted = (body: string): string => {
  let tag = "$$"
  for (let n = 1; body.includes(tag); n++) tag = `$body${n}$`
  return `${tag}${body}${tag}`
}
