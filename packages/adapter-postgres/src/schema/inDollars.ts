import { type RawBuilder, sql } from "kysely"

/** Quotes the body of a function, with a tag that does not occur in it, whatever a schema is called. */
export const inDollars = (body: string): RawBuilder<unknown> => {
  let tag = "$$"
  for (let n = 1; body.includes(tag); n++) tag = `$body${n}$`
  return sql.raw(`${tag}${body}${tag}`)
}
