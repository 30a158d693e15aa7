import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Trial } from "../Benchmark.ts"
import type { BenchServer } from "./benchServer.ts"
import { record, subscribe } from "./sealing.ts"

/** How much memory a worker of its own process needs to seal an hour of many accounts and meters. */
export const sealingMemory = async (
  server: BenchServer,
  { count, keys }: { readonly count: number; readonly keys: number }
): Promise<Trial> => {
  const opened = await server.freshStore()
  await subscribe(opened, keys)
  await record(opened, { count, first: 0, keys })
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@tallyhour/source",
    sealer,
    server.url,
    opened.schema
  ])
  const { megabytes, records } = JSON.parse(stdout) as {
    readonly megabytes: number
    readonly records: number
  }
  return {
    what: `memory of a worker that seals ${keys} accounts and meters`,
    figures: [
      { name: "records sealed", value: records, atLeast: keys, atMost: keys },
      { name: "megabytes at most", value: megabytes, atMost: 512 }
    ]
  }
}

const sealer = fileURLToPath(new URL("sealingWorker.ts", import.meta.url))
