import type { Benchmark } from "../Benchmark.ts"
import { answerTo } from "./answerTo.ts"
import { accounts, dimensions, freshRequest, noon, productCode } from "./freshRequest.ts"
import { sendLoad } from "./sendLoad.ts"
import { serverProcess } from "./serverProcess.ts"

/**
 * The emulator over HTTP beside a bare `node:http` server that parses the same body and answers a constant.
 *
 * Each server is a process of its own and the load comes from a third, over 16 connections that stay open. Both sides
 * get the same bytes. Every record is new to the emulator, which is empty when a run begins: each is checked, accepted,
 * put on the ledger and logged for CloudTrail, and each is in the answer, as AWS has it. The constant is what the emulator
 * answers to the first request, so that both sides write the same number of bytes.
 */
export const emulator: Benchmark = {
  name: "emulator",
  about: "BatchMeterUsage over HTTP, 1 and 25 new records a request, beside a server that only parses",
  comparisons: async function* () {
    // A shorter run tells how fast V8 warms up after the garbage of the last one was collected.
    const sides = [
      { recordsPerRequest: 1, requests: 20_000, what: "1 new record" },
      { recordsPerRequest: 25, requests: 8_000, what: "25 new records" }
    ]
    for (const { recordsPerRequest, requests, what } of sides) {
      const request = (number: number) => freshRequest(number, recordsPerRequest)
      const servers = await Promise.all([
        serverProcess(new URL("emulatorServer.ts", import.meta.url)),
        serverProcess(new URL("bareServer.ts", import.meta.url), answerTo(request(0)))
      ])
      const [ours, bare] = servers
      const run = (port: number) => () => sendLoad(port, { connections: 16, request, requests })
      const arranged = () => arrange(ours.port)
      try {
        // Both servers have seen enough of it before the first run that counts, so that V8 has compiled them for good.
        for (let round = 0; round < warmUps; round++) {
          await arranged()
          await run(ours.port)()
          await run(bare.port)()
        }
        yield {
          what: `emulator: requests of ${what} each, 16 at once`,
          unit: "requests",
          count: requests,
          ours: { name: "emulator", prepare: arranged, run: run(ours.port) },
          baseline: { name: "node:http, JSON.parse, a constant", run: run(bare.port) },
          goal: { ratio: 0.5 }
        }
      } finally {
        await Promise.all(servers.map(({ stop }) => stop()))
      }
    }
  }
}

const warmUps = 4

const arrange = async (port: number): Promise<void> => {
  const tell = async (name: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${port}/__control/${name}`, {
      body: JSON.stringify(body),
      method: "POST"
    })
    if (response.status !== 200) throw new Error(`${name}: ${await response.text()}`)
  }
  await tell("reset", {})
  await tell("set_time", { now: noon, frozen: true })
  await tell("seed_product", { code: productCode, dimensions, kind: "saas" })
  for (const account of accounts)
    await tell("seed_customer", { account_id: account, product_code: productCode })
}
