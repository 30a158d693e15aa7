import { fileReporterStore } from "@tallyhour/adapter-aws"
import { type BuyerMetering, createReporter, registerUsage, type ReporterHandle } from "@tallyhour/core"
import { Duration, type Layer } from "effect"

/** What a container is started with; `metering` is `awsBuyerMetering()`. */
export interface ContainerSettings {
  readonly metering: Layer.Layer<BuyerMetering>
  readonly productCode: string
  readonly publicKey: string
  readonly publicKeyVersion: number
  /** The id of the task or pod. */
  readonly task: string
  /** A volume that outlives the container. */
  readonly volume: string
}

/** Registers a container at its start; rejects where it must not run. */
// #region register
export const registerAtStart = async ({
  metering,
  productCode,
  publicKey,
  publicKeyVersion
}: ContainerSettings) => {
  const onFailure = { graceFor: Duration.hours(2) }
  const container = await registerUsage({ metering, onFailure, productCode, publicKey, publicKeyVersion })
  container.registered.catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
    process.kill(process.pid, "SIGTERM")
  })
  return container
}
// #endregion

/** Reports the hours of a container in the background, and counts what it uses. */
// #region report
export const startReporting = ({ metering, productCode, task, volume }: ContainerSettings) => {
  const reporter = createReporter({
    productCode,
    reporter: task,
    instance: task,
    metering,
    store: fileReporterStore({ folder: volume }),
    zeroReports: ["pages"],
    onAlert: ({ deadline, dimension, quantity }) => {
      process.stderr.write(`${quantity} ${dimension} wait for AWS, which takes them until ${deadline}\n`)
    }
  })
  reporter.start()
  return reporter
}
// #endregion

/** Counts the pages of a document, which may be told twice. */
// #region count
export const countPages = (reporter: ReporterHandle, document: PrintedDocument) =>
  reporter.count({
    dimension: "pages",
    quantity: document.pages,
    eventId: document.id,
    occurredAt: document.printedAt,
    tags: { team: document.team }
  })
// #endregion

/** What has been printed, and for whom. */
export interface PrintedDocument {
  readonly id: string
  readonly pages: number
  readonly printedAt: Date
  readonly team: string
}
