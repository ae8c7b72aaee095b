import Foundation
public import Model

extension IngestedFile {
  /// A file that nothing is done with: for runs and jobs that are only moved about.
  public static let sample = IngestedFile(
    ingestionJobID: UploadID(UUID()), datasetName: "t", objectKey: "k", fileSize: 1, status: .ingested,
    fileName: "t.csv", sha256: "", mode: .strict,
    template: Template(
      name: "t", version: 1, odsTable: "ods.t", dwdTable: "dwd.t", key: [], mode: .strict, isInferred: true,
      fields: []), createdBy: "tester")
}
