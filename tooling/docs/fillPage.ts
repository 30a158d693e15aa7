/**
 * Puts generated text between the marks of a page: `<!-- generated: name -->` and `<!-- end: name -->`.
 *
 * - **Errors**: throws when the page has no such marks for a part, or marks for a part that nobody generates.
 */
export const fillPage = (page: string, parts: Readonly<Record<string, string>>): string => {
  const marked = new Set([...page.matchAll(/<!-- generated: (\S+) -->/g)].map(([, name]) => name))
  for (const name of marked) {
    if (name !== undefined && !Object.hasOwn(parts, name)) throw new Error(`nobody generates "${name}"`)
  }
  return Object.entries(parts).reduce((filled, [name, text]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
    const from = filled.indexOf(start)
    const to = filled.indexOf(end, from)
    if (from === -1 || to === -1) throw new Error(`the page lacks ${start} with ${end} after it`)
    return `${filled.slice(0, from + start.length)}\n\n${text}\n\n${filled.slice(to)}`
  }, page)
}
