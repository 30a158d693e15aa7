import { type RawBuilder, sql } from "kysely"
import { dollarQuoted } from "./quoted.ts"

/** Quotes the body of a function for a statement of ours. */
export const inDollars = (body: string): RawBuilder<unknown> => sql.raw(dollarQuoted(body))
