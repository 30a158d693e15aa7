import type { AddressInfo } from "node:net"
import type { Server } from "node:http"
import { awsTransport } from "@tallyhour/adapter-aws"
import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { kyselyStore } from "@tallyhour/adapter-postgres"
import { createMeter } from "@tallyhour/core"
import { demoSchema, openDatabase } from "./openDatabase.ts"
import { describeBooks, type DemoTotals, totalsOf } from "./describeBooks.ts"
import { printingService } from "./printingService.ts"
import { catalogue, setUpSeller } from "./seller.ts"
import { tellStory } from "./tellStory.ts"
import { virtualTime } from "./VirtualTime.ts"

/** Runs the demo from an empty database to the balance, and returns the totals. */
export const runDemo = async (
  databaseUrl: string | undefined,
  say: (line: string) => void
): Promise<DemoTotals> => {
  const { db, name } = await openDatabase(databaseUrl)
  const emulator = makeMarketplaceEmulator()
  const aws = await startEmulator({ emulator })
  const time = virtualTime(emulator, "2026-03-31T18:59:00Z")
  // #region set-up
  const meter = createMeter({
    catalogue,
    store: kyselyStore(db, { schema: demoSchema }),
    transport: awsTransport({
      endpoint: aws.url,
      credentials: { accessKeyId: "DEMO", secretAccessKey: "demo" }
    }),
    log: () => undefined,
    now: time.now
  })
  // #endregion
  const service = printingService(db, meter)
  try {
    await meter.migrate()
    await setUpSeller(emulator, meter)
    say(`A printing service on ${name}, metered to the emulator of AWS Marketplace through the AWS SDK.`)
    await tellStory({ emulator, meter, say, serviceUrl: await listen(service), time })
    const balances = await meter.balances()
    say(describeBooks(balances, await meter.unbilled()))
    return totalsOf(balances, emulator)
  } finally {
    service.close()
    await meter.close()
    await aws.close()
    await db.destroy()
  }
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    // A server that listens on a port has an address with one.
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
