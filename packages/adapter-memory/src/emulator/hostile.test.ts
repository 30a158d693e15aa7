import { connect } from "node:net"
import type { Socket } from "node:net"
import { afterEach, assert, it } from "vitest"
import { aMarketplace, aRecord, meter } from "../marketplace/testing/aMarketplace.ts"
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
  meter(server.emulator, [aRecord()])
}

const open = () => {
  const socket = connect(server.port, "127.0.0.1").on("error", () => {})
  sockets.push(socket)
  return socket
}

const ended = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = ""
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")))
    socket.on("close", () => resolve(text))
  })

const serves = async () => {
  const response = await fetch(server.url, { body, headers: { ...headers }, method: "POST" })
  return response.status === 200 && server.emulator.accepted().length === 1
}

const headers = {
  Authorization: "AWS4-HMAC-SHA256 Credential=AKID/20260415/us-east-1/aws-marketplace/aws4_request",
  "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage"
}
const body = JSON.stringify({ ProductCode: "saas1", UsageRecords: [aRecord()] })
const head = (...lines: ReadonlyArray<string>) =>
  [
    "POST / HTTP/1.1",
    "Host: 127.0.0.1",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...lines,
    "",
    ""
  ].join("\r\n")
// What would forget the record, if it were taken for a request of its own.
const smuggled = "POST /__control/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

it.each([
  ["both lengths", head("Content-Length: 5", "Transfer-Encoding: chunked") + `0\r\n\r\n${smuggled}`],
  ["both lengths, turned round", head("Transfer-Encoding: chunked", "Content-Length: 5") + chunked(smuggled)],
  ["two Content-Lengths", head("Content-Length: 2", `Content-Length: ${smuggled.length}`) + `{}${smuggled}`],
  ["a list of Content-Lengths", head("Content-Length: 2, 2") + `{}${smuggled}`],
  ["a signed Content-Length", head("Content-Length: +2") + `{}${smuggled}`],
  ["a negative Content-Length", head("Content-Length: -2") + `{}${smuggled}`],
  ["a Content-Length past all numbers", head("Content-Length: 18446744073709551618") + `{}${smuggled}`],
  ["an encoding that is none", head("Transfer-Encoding: xchunked") + chunked(smuggled)],
  ["chunked, but not at last", head("Transfer-Encoding: chunked, identity") + chunked(smuggled)],
  ["a blank before the colon", head("Transfer-Encoding : chunked") + chunked(smuggled)],
  [
    "a chunk of a size that is no number",
    head("Transfer-Encoding: chunked") + `0x2\r\n{}\r\n0\r\n\r\n${smuggled}`
  ],
  ["a header's line that goes on", head("X-Long: a", ` ${smuggled}`)],
  ["a line feed alone", head("Content-Length: 2").replaceAll("\r\n", "\n") + `{}${smuggled}`],
  ["a null in a header", head("X-Null: a\0b", "Content-Length: 2") + `{}${smuggled}`]
])("a request smuggled behind %s is not performed, and the emulator serves on", async (_name, bytes) => {
  await start()
  const socket = open()

  socket.write(bytes, "latin1")
  const answer = await ended(socket)

  assert.match(answer, /^HTTP\/1\.1 400 /)
  assert.strictEqual(answer.split("HTTP/1.1 ").length, 2)
  assert.isTrue(await serves())
})

it("two requests in one packet are two requests, answered in their order", async () => {
  await start({ idleMillisMax: 10 })
  const socket = open()

  socket.write(`${head(`Content-Length: ${body.length}`)}${body}${head("Content-Length: 1")}x`)
  const answer = await ended(socket)

  assert.deepStrictEqual(
    [...answer.matchAll(/HTTP\/1\.1 ([0-9]+) /g)].map(([, status]) => status),
    ["200", "400"]
  )
})

it("a client that sends byte by byte is cut off when its time is up, and others are served meanwhile", async () => {
  await start({ requestMillisMax: 100 })
  const socket = open()
  const answer = ended(socket)
  socket.write(head("Content-Length: 100000"))
  const drip = setInterval(() => socket.write(" "), 5)

  const served = await serves()

  assert.isTrue(served)
  assert.match(await answer, /^HTTP\/1\.1 408 /)
  clearInterval(drip)
})

it("a client that asks and asks and never reads holds nobody up", async () => {
  await start()
  const socket = open().pause()
  const request = head(`Content-Length: ${body.length}`) + body
  for (let asked = 0; asked < 20_000 && socket.write(request); asked++);

  assert.isTrue(await serves())
})

it("behind two thousand connections with half a request each, others are served", async () => {
  await start({ connectionsMax: 3_000 })
  const connections = Array.from({ length: 2_000 }, open)
  await Promise.all(connections.map((socket) => new Promise((resolve) => socket.once("connect", resolve))))
  for (const socket of connections) socket.write(head("Content-Length: 100"))

  const served = await serves()

  for (const socket of connections) socket.resetAndDestroy()
  assert.isTrue(served)
  assert.isTrue(await serves())
})

it.each([
  ["NaN", '{"now":NaN}', 400],
  ["100 000 nested lists", `{"now":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 400],
  ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), 400],
  ["a body of 50 MB", Buffer.alloc(52_428_800, " "), 413]
])("the control interface refuses %s, and the emulator serves on", async (_name, sent, status) => {
  await start({ lingerMillisMax: 10_000 })

  const response = await fetch(`${server.url}/__control/set_time`, { body: sent, method: "POST" })

  assert.strictEqual(response.status, status)
  assert.isTrue(await serves())
})

it("a client that waits for a word before it sends its body gets it", async () => {
  await start()
  const socket = open()
  const answer = ended(socket)
  socket.once("data", () => socket.write(body))

  socket.write(head("Connection: close", "Expect: 100-continue", `Content-Length: ${body.length}`))

  assert.match(await answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
})
