import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

// The least that a server in Node can do with such a request: read it, parse it, answer the same to everybody.
const server = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    JSON.parse(Buffer.concat(chunks).toString())
    response.writeHead(200, {
      "Content-Length": answer.length,
      "Content-Type": "application/x-amz-json-1.1"
    })
    response.end(answer)
  })
})
// What it answers is said when it is started; ASCII, so its length is its size.
const [, , answer = ""] = process.argv
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
