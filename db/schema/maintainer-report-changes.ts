export interface MaintainerReportChangesTable {
  report_id: number;
  change_id: number;
}
