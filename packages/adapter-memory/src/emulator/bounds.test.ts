import { connect } from "node:net"
import type { Socket } from "node:net"
import { afterEach, assert, it } from "vitest"
import { aMarketplace } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"
import type { ServerBounds } from "./serverBounds.ts"

let server: EmulatorServer
const sockets: Array<Socket> = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

const start = async (bounds: Partial<ServerBounds> = {}) => {
  server = await startEmulator({ bounds, emulator: aMarketplace() })
}

interface Wire {
  readonly ended: Promise<string>
  readonly socket: Socket
}

const open = (): Wire => {
  const socket = connect(server.port, "127.0.0.1")
  sockets.push(socket)
  let text = ""
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1")
  })
  socket.on("error", () => {})
  const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(text)))
  return { ended, socket }
}

const head = (...lines: ReadonlyArray<string>) =>
  [
    "POST / HTTP/1.1",
    "Host: 127.0.0.1",
    "X-Amz-Target: AWSMPMeteringService.BatchMeterUsage",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260415/us-east-1/aws-marketplace/aws4_request",
    ...lines,
    "",
    ""
  ].join("\r\n")

const megabyte = Buffer.alloc(1_048_576, "x")

const isUp = async () => {
  const response = await fetch(`${server.url}/healthz`)
  return response.status === 200
}

it("rule 6: a body of 50 MB is refused on its length alone", async () => {
  await start({ lingerMillisMax: 20 })
  const { ended, socket } = open()

  socket.write(head("Content-Length: 52428800"))
  const answer = await ended

  assert.match(answer, /^HTTP\/1\.1 413 /)
  assert.include(answer, '"__type":"RequestEntityTooLargeException"')
  assert.isTrue(await isUp())
})

it("rule 6: a body of 50 MB in chunks is refused long before it has been sent", async () => {
  await start()
  const { ended, socket } = open()
  let chunksSent = 0
  const answered = new Promise<number>((resolve) => socket.once("data", () => resolve(chunksSent)))

  socket.write(head("Transfer-Encoding: chunked"))
  for (; chunksSent < 50 && !socket.destroyed; chunksSent++) {
    socket.write("100000\r\n")
    socket.write(megabyte)
    const isTaken = socket.write("\r\n")
    if (!isTaken) await Promise.race([drained(socket), ended])
  }
  socket.end("0\r\n\r\n")

  assert.isBelow(await answered, 50)
  assert.match(await ended, /^HTTP\/1\.1 413 /)
  assert.isTrue(await isUp())
})

const drained = (socket: Socket) => new Promise((resolve) => socket.once("drain", resolve))

it("rule 6: a body without an end is cut off after a while", async () => {
  await start({ lingerMillisMax: 20 })
  const { ended, socket } = open()
  socket.on("drain", () => socket.write(megabyte))

  socket.write(head("Content-Length: 1099511627776"))
  socket.write(megabyte)

  assert.match(await ended, /^HTTP\/1\.1 413 /)
  assert.isTrue(await isUp())
})

it("a request that is half sent is given up, and others are served meanwhile", async () => {
  await start({ requestMillisMax: 50 })
  const half = open()
  half.socket.write(head("Content-Length: 100"))
  const headers = open()
  headers.socket.write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n")

  assert.isTrue(await isUp())
  assert.match(await half.ended, /^HTTP\/1\.1 408 /)
  assert.match(await headers.ended, /^HTTP\/1\.1 408 /)
})

it("a client that goes away in the middle harms nobody", async () => {
  await start()
  const { ended, socket } = open()
  socket.write(head("Content-Length: 100"), () => socket.resetAndDestroy())
  await ended

  assert.isTrue(await isUp())
})

it("headers that are too large are refused", async () => {
  await start()
  const { ended, socket } = open()

  socket.write(head(`X-Long: ${"x".repeat(64_000)}`))

  assert.match(await ended, /^HTTP\/1\.1 431 /)
  assert.isTrue(await isUp())
})

it("more connections than allowed are turned away", async () => {
  await start({ connectionsMax: 2 })
  const kept = [open(), open()]
  await Promise.all(kept.map(({ socket }) => new Promise((resolve) => socket.once("connect", resolve))))

  const third = open()

  assert.strictEqual(await third.ended, "")
})

it("a port that is taken is an error", async () => {
  await start()

  const outcome = await startEmulator({ port: server.port }).catch(
    (error: NodeJS.ErrnoException) => error.code
  )

  assert.strictEqual(outcome, "EADDRINUSE")
})
