import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { type Arrival, arrivalOf } from "./Arrival.ts"

// Answers Success for each record once the service time is over, and remembers when which records came.
const [, , serviceMillis = "0"] = process.argv
const arrivals: Array<Arrival> = []

const server = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => answer(request, response, Buffer.concat(chunks).toString()))
})

const answer = ({ method, url }: IncomingMessage, response: ServerResponse, body: string): void => {
  if (url === "/arrivals") return reply(response, JSON.stringify(arrivals.splice(0)))
  // Without a body it is asked for its time alone.
  if (method === "GET") return reply(response, "{}")
  const { UsageRecords: records } = JSON.parse(body)
  arrivals.push(arrivalOf(records, performance.now()))
  const word = JSON.stringify({ Results: records.map(accepted), UnprocessedRecords: [] })
  if (serviceMillis === "0") reply(response, word)
  else setTimeout(() => reply(response, word), Number(serviceMillis))
}

let number = 0
const accepted = (record: object) => ({
  UsageRecord: record,
  MeteringRecordId: `00000000-0000-4000-8000-${String(number++).padStart(12, "0")}`,
  Status: "Success"
})

const reply = (response: ServerResponse, body: string): void => {
  // It shows no time, because the time of the senders is not today's.
  response.sendDate = false
  response.writeHead(200, {
    "Content-Length": Buffer.byteLength(body),
    "Content-Type": "application/x-amz-json-1.1"
  })
  response.end(body)
}

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
