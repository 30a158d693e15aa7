import { connect } from "node:net"
import type { Socket } from "node:net"
import { afterEach, assert, it } from "vitest"
import { aMarketplace, aRecord, resultsOf } from "../marketplace/testing/aMarketplace.ts"
import type { Answered } from "../marketplace/ServiceAnswer.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer
const sockets: Array<Socket> = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

const connected = () =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => resolve(socket))
    socket.on("error", reject)
    sockets.push(socket)
  })

const request = (quantity: number): string => {
  const body = JSON.stringify({ ProductCode: "saas1", UsageRecords: [aRecord({ Quantity: quantity })] })
  return [
    "POST / HTTP/1.1",
    "Host: 127.0.0.1",
    "Connection: close",
    "X-Amz-Target: AWSMPMeteringService.BatchMeterUsage",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260415/us-east-1/aws-marketplace/aws4_request",
    `Content-Length: ${body.length}`,
    "",
    body
  ].join("\r\n")
}

const answered = (socket: Socket) =>
  new Promise<Pick<Answered, "body">>((resolve) => {
    let text = ""
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()))
    socket.on("close", () => resolve({ body: JSON.parse(text.slice(text.indexOf("\r\n\r\n"))) }))
  })

it("of a hundred writers of one key, all at once, exactly one quantity stands", async () => {
  server = await startEmulator({ emulator: aMarketplace() })
  const writers = await Promise.all(Array.from({ length: 100 }, connected))
  const answers = writers.map(answered)

  // The heads of all are there before the last byte of any, so that no order is given.
  for (const [index, socket] of writers.entries()) socket.write(request(index + 1).slice(0, -1))
  for (const socket of writers.toReversed()) socket.write("}")
  const results = (await Promise.all(answers)).map((answer) => resultsOf(answer as Answered)[0])

  const [stands] = server.emulator.accepted()
  const accepted = results.filter((result) => result?.["Status"] === "Success")
  assert.strictEqual(server.emulator.accepted().length, 1)
  assert.deepStrictEqual(
    accepted.map((result) => [result?.["MeteringRecordId"], result?.["UsageRecord"]]),
    [[stands?.meteringRecordId, aRecord({ Quantity: stands?.quantity })]]
  )
  const others = results.filter((result) => result?.["Status"] === "DuplicateRecord")
  assert.strictEqual(others.length, 99)
  assert.isTrue(others.every((result) => result?.["MeteringRecordId"] === undefined))
})
