import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import type { RegistrationHandler } from "./registrationHandler.ts"

/**
 * Makes a listener for Node's own server, Express and Fastify of a registration. Put it before whatever parses bodies.
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
  ({ handle }: RegistrationHandler) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    void answer(handle, incoming, outgoing).catch(() => outgoing.destroy())
  }

const answer = async (
  handle: RegistrationHandler["handle"],
  incoming: IncomingMessage,
  outgoing: ServerResponse
): Promise<void> => {
  const response = await handle(requestFrom(incoming))
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.end(Buffer.from(await response.arrayBuffer()))
  // What is left of a body that was too large is not waited for.
  if (!incoming.complete) incoming.destroy()
}

const requestFrom = (incoming: IncomingMessage): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined && !name.startsWith(":")) headers.set(name, [value].flat().join(", "))
  const method = incoming.method ?? "GET"
  const url = new URL(incoming.url ?? "/", "http://registration.invalid")
  return method === "GET" || method === "HEAD"
    ? new Request(url, { headers, method })
    : new Request(url, {
        body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>,
        duplex: "half",
        headers,
        method
      })
}
