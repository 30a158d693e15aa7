import { createServer, type IncomingMessage, type Server } from "node:http"
import type { MeterHandle } from "@tallyhour/core"
import type { PostgresTransaction } from "@tallyhour/adapter-postgres"
import type { Kysely } from "kysely"
import type { ServiceTables } from "./openDatabase.ts"

/** A request to print a document. `breaks` lets the service fail after the usage is recorded. */
export interface PrintRequest {
  readonly requestId: string
  readonly account: string
  readonly pages: number
  readonly gigabyteHours: string
  readonly printedAt: string
  readonly breaks: boolean
}

/**
 * A service that prints documents and bills pages and storage: `POST /documents`.
 *
 * The document and its usage are one transaction: both are there, or neither.
 */
export const printingService = (db: Kysely<ServiceTables>, meter: MeterHandle<PostgresTransaction>): Server =>
  createServer((request, response) => {
    readJson(request)
      .then((printing) => print(db, meter, printing))
      .then(
        () => response.writeHead(201).end(),
        () => response.writeHead(500).end()
      )
  })

const print = async (
  db: Kysely<ServiceTables>,
  meter: MeterHandle<PostgresTransaction>,
  { account, breaks, gigabyteHours: gb, pages, printedAt: occurredAt, requestId: id }: PrintRequest
): Promise<void> => {
  // #region in-your-transaction
  await db.transaction().execute(async (trx) => {
    await saveDocument(trx, { id, account, pages })
    await meter.record(trx, { eventId: `${id}/pages`, account, meter: "pages", quantity: pages, occurredAt })
    await meter.record(trx, { eventId: `${id}/gb`, account, meter: "storage", quantity: gb, occurredAt })
    if (breaks) throw new Error("the printer is on fire")
  })
  // #endregion
}

const saveDocument = async (
  trx: Kysely<ServiceTables>,
  document: ServiceTables["tallyhour_demo.document"]
) => {
  const save = trx.insertInto("tallyhour_demo.document").values(document)
  await save.onConflict((conflict) => conflict.column("id").doNothing()).execute()
}

const readJson = async (request: IncomingMessage): Promise<PrintRequest> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  // The only client is the story beside this file, which sends exactly this.
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as PrintRequest
}
