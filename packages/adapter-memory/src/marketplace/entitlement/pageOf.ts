import { hash } from "node:crypto"
import { joinKey } from "../joinKey.ts"
import type { CallContext } from "../operation/Operation.ts"
import type { EntitlementQuery } from "./EntitlementQuery.ts"

/** One page of what was asked for, and the token of the next. */
export interface Page<A> {
  readonly elements: ReadonlyArray<A>
  readonly nextToken?: string
}

/**
 * Returns the page of a query.
 *
 * A token is good for the query that it was given for, whatever the size of the page, and for ever: it holds the place
 * in the list, sealed with what was asked.
 *
 * - **Errors**: undefined for a token that was not given for this query.
 */
export const pageOf = <A>(
  all: ReadonlyArray<A>,
  query: EntitlementQuery,
  context: CallContext
): Page<A> | undefined => {
  const start = query.nextToken === undefined ? 0 : placeIn(query.nextToken, query, context)
  if (start === undefined) return undefined
  const end = start + (query.maxResults ?? context.choices.entitlements_page_size)
  const elements = all.slice(start, end)
  const isMore = context.choices.entitlements_end === "last-page" ? end < all.length : end <= all.length
  return isMore ? { elements, nextToken: tokenFor(end, query, context) } : { elements }
}

const tokenFor = (place: number, query: EntitlementQuery, context: CallContext): string =>
  Buffer.from(`${place}.${sealOf(place, query, context)}`).toString("base64")

const placeIn = (token: string, query: EntitlementQuery, context: CallContext): number | undefined => {
  const place = Number(Buffer.from(token, "base64").toString().split(".")[0])
  return token === tokenFor(place, query, context) ? place : undefined
}

const sealOf = (
  place: number,
  { filter, productCode }: EntitlementQuery,
  { region, seed }: CallContext
): string => {
  const asked = [...filter].map(([name, values]) => joinKey(name, ...values)).toSorted()
  return hash("sha256", joinKey(seed, "page", String(place), region, productCode, ...asked), "hex")
}
