import { createServer, type AddressInfo, type Socket } from "node:net"
import { Cause, Effect, Exit } from "effect"
import { Client } from "pg"
import { assert, describe, it } from "vitest"
import { attempt } from "./attempt.ts"

describe("attempt", () => {
  it("F6: a server that takes the connection and never says a word is given up as StoreUnavailable", async () => {
    const sockets: Array<Socket> = []
    const server = createServer((socket) => void sockets.push(socket))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const client = new Client({ host: "127.0.0.1", port: (server.address() as AddressInfo).port })
    client.on("error", () => undefined)

    const error = await Effect.runPromise(
      Effect.flip(
        attempt(
          async () => {
            await client.connect()
          },
          { patience: 20 }
        )
      )
    )

    for (const socket of sockets) socket.destroy()
    server.close()
    assert.strictEqual(error.reason._tag, "StoreUnavailable")
    assert.include(error.message, "has not answered")
  })

  it("what is done in time is its answer, and what is rejected in time its error", async () => {
    const answer = await Effect.runPromise(attempt(() => Promise.resolve(7)))
    const busy = await Effect.runPromise(
      Effect.flip(attempt(() => Promise.reject(Object.assign(new Error("deadlock"), { code: "40P01" }))))
    )

    assert.strictEqual(answer, 7)
    assert.strictEqual(busy.reason._tag, "StoreBusy")
  })

  it("a mistake in code stays a defect", async () => {
    const exit = await Effect.runPromiseExit(attempt(() => Promise.reject(new TypeError("planted"))))

    assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
  })
})
