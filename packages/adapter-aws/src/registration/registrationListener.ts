import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import type { RegistrationHandler } from "./registrationHandler.ts"

/**
 * Makes a listener for Node's own server, Express and Fastify of a registration, or of another handler of Web requests, such
 * as `agreementWebhook`.
 *
 * - **Guarantees**: where a body parser has read the form before, its token is found in what the parser left as `body` of the
 *   request; so is an event of the webhook. Where nothing is left, the log says so; put the listener before whatever parses bodies.
 *
 * **Example** (Node's own server)
 *
 *     import { makeMarketplaceEmulator, memoryCustomerResolution, memoryStore } from "@tallyhour/adapter-memory"
 *     import { createServer } from "node:http"
 *
 *     const registration = registrationHandler({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       customers: memoryCustomerResolution(makeMarketplaceEmulator()),
 *       store: memoryStore(),
 *       accountFor: async () => "acme"
 *     })
 *     const server = createServer(registrationListener(registration)).listen(0, "127.0.0.1")
 *     await new Promise((resolve) => server.once("listening", resolve))
 *     const { port } = Object(server.address())
 *
 *     const { status } = await fetch(`http://127.0.0.1:${port}/register`)
 *     status // => 405
 *     server.closeAllConnections()
 *     server.close()
 *     await registration.close()
 */
export const registrationListener =
  ({ handle }: Pick<RegistrationHandler, "handle">) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    void answer(handle, incoming, outgoing).catch(() => outgoing.destroy())
  }

const answer = async (
  handle: RegistrationHandler["handle"],
  incoming: IncomingMessage,
  outgoing: ServerResponse
): Promise<void> => {
  const response = await handle(await requestFrom(incoming))
  outgoing.writeHead(response.status, headersOf(response))
  outgoing.end(Buffer.from(await response.arrayBuffer()))
  // What is left of a body that was too large is not waited for.
  if (!incoming.complete) incoming.destroy()
}

// Cookies are the one header that comes several times, and whose values no comma may join.
const headersOf = ({ headers }: Response): OutgoingHttpHeaders => ({
  ...Object.fromEntries(headers),
  ...(headers.has("set-cookie") ? { "set-cookie": headers.getSetCookie() } : {})
})

const requestFrom = async (incoming: IncomingMessage): Promise<Request> => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined && !name.startsWith(":")) headers.set(name, [value].flat().join(", "))
  const method = incoming.method ?? "GET"
  const url = new URL(incoming.url ?? "/", "http://registration.invalid")
  if (method === "GET" || method === "HEAD") return new Request(url, { headers, method })
  const left = incoming.readableDidRead ? bodyLeft(incoming) : undefined
  const body = left ?? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>)
  const request = new Request(url, { body, duplex: "half", headers, method })
  // Nothing is left: to whoever reads the request it is one that was read before.
  if (incoming.readableDidRead && left === undefined) await request.text()
  return request
}

/** What a body parser has left of a request that it has read: Express's own parsers, and most others, put it there. */
const bodyLeft = (
  incoming: IncomingMessage & { readonly body?: unknown }
): Buffer | URLSearchParams | string | undefined => {
  const { body } = incoming
  if (typeof body === "string" || Buffer.isBuffer(body)) return body
  if (typeof body !== "object" || body === null) return undefined
  return incoming.headers["content-type"]?.includes("json") ? JSON.stringify(body) : formOf(body)
}

const formOf = (fields: object): URLSearchParams => {
  const form = new URLSearchParams()
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, typeof value === "string" ? value : "")
  return form
}
