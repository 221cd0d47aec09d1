using ClinicOps.Documents.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Exporting;

internal sealed record ExportsToWrite;

/// <summary>
/// Brings the EHR's folder to what is filed. A row says what is to be written, then the file gets its name, then the row says that it has,
/// then the index: killed between any two, the next run does the rest, and what was done already is done again to the same effect.
/// </summary>
internal sealed class WriteExports(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    DrawDocument draw,
    IPatients patients,
    History history,
    IOrganization organization,
    IOptions<DocumentsOptions> options,
    TimeProvider clock) : IJobHandler<ExportsToWrite>
{
    /// <summary>Documents a run: then others have a turn.</summary>
    private const int Batch = 50;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private ExportOptions Settings => options.Value.Export;

    public async Task Run(ExportsToWrite arguments, JobMessage message, CancellationToken stopping)
    {
        if (Settings.Folder is not { } path || new ExportFolder(path) is not { } folder || !folder.IsWritable())
        {
            // The page and the health check say so; when it is back, the next run does what waited.
            return;
        }

        folder.Clean(clock.GetUtcNow());
        var planned = await transaction.Run(effects => Plan(folder, effects, stopping), stopping);
        db.ChangeTracker.Clear();
        var now = clock.GetUtcNow();
        var due = await db.Exports.AsNoTracking().Where(e => e.State == ExportState.Pending && e.NextTryAt <= now)
            .OrderBy(e => e.PlannedAt).ThenBy(e => e.Id).Take(Batch).Select(e => new DueExport(e.Id, e.DocumentId, e.Document!.PatientId ?? e.Filing!.PatientId)).ToListAsync(stopping);
        foreach (var export in due)
        {
            await Write(folder, export, stopping);
            db.ChangeTracker.Clear();
        }

        var isMore = planned == Batch || due.Count == Batch;
        await transaction.Run(
            async effects =>
            {
                await Index(folder, stopping);
                if (isMore)
                {
                    effects.Enqueue(new ExportsToWrite());
                }
            },
            stopping);
    }

    /// <summary>Takes back what is filed there no more, and says what is to be written.</summary>
    /// <returns>How many are new.</returns>
    private async Task<int> Plan(ExportFolder folder, Effects effects, CancellationToken stopping)
    {
        await db.HoldExports(stopping);
        var exportable = Exportable();
        var doubtful = await db.Exports
            .Where(e => ExportState.InForce.Contains(e.State)
                && (!exportable.Any(d => d.Id == e.DocumentId) || db.Filings.Any(f => f.DocumentId == e.DocumentId && f.Act == FilingAct.Unfiled)))
            .Select(e => new
            {
                Export = e,
                IsExportable = exportable.Any(d => d.Id == e.DocumentId),
                // Merged into another, it is there all the same.
                TransmissionId = db.StoredDocuments.Where(s => s.Id == e.DocumentId).Select(s => s.TransmissionId).First(),
                FiledBy = db.Filings.Where(f => f.DocumentId == e.DocumentId && f.Act == FilingAct.Filed).OrderByDescending(f => f.At).ThenByDescending(f => f.Id).Select(f => f.Id).First(),
                FiledTo = e.Filing!.PatientId,
            })
            .ToListAsync(stopping);
        var gone = doubtful.Where(e => !e.IsExportable || e.FiledBy != e.Export.FilingId).ToList();
        var carries = await CarriesOf(gone.Select(e => e.Export), stopping);
        foreach (var e in gone)
        {
            TakeBack(folder, e.Export, e.TransmissionId, WrittenFor(e.Export, e.FiledTo, carries), effects);
        }

        await db.SaveChangesAsync(stopping);
        await TakeBackMoved(folder, effects, stopping);
        var now = clock.GetUtcNow();
        var (filedBefore, filedSince) = (now.AddMinutes(-Settings.AfterMinutes), LocalTime.StartOf(Settings.Since ?? DateOnly.FromDateTime(DateTime.UnixEpoch), null));
        var filed = await exportable
            .Where(d => d.FiledAt <= filedBefore && d.FiledAt >= filedSince && !db.Exports.Any(e => e.DocumentId == d.Id && ExportState.InForce.Contains(e.State)))
            .OrderBy(d => d.FiledAt).ThenBy(d => d.Id)
            .Take(Batch)
            .Select(d => new { d.Id, FilingId = db.Filings.Where(f => f.DocumentId == d.Id && f.Act == FilingAct.Filed).OrderByDescending(f => f.At).ThenByDescending(f => f.Id).Select(f => f.Id).First() })
            .ToListAsync(stopping);
        db.Exports.AddRange(filed.Select(d => new ExportedFiling { Id = Guid.CreateVersion7(), DocumentId = d.Id, FilingId = d.FilingId, PlannedAt = now, NextTryAt = now }));
        return filed.Count;
    }

    /// <summary>
    /// What lies in another record than when it was written, since two records were merged, or are two again: the index named the one that it is no more. It goes out
    /// again under the other.
    /// </summary>
    private async Task TakeBackMoved(ExportFolder folder, Effects effects, CancellationToken stopping)
    {
        var moves = db.Carries;
        var doubtful = await db.Exports
            .Where(e => e.State == ExportState.Written && moves.Any(row => row.RowId == e.DocumentId && (row.At > e.WrittenAt || row.EndedAt > e.WrittenAt)))
            .Select(e => new { Export = e, e.Document!.TransmissionId, LiesWith = e.Document.PatientId, FiledTo = e.Filing!.PatientId })
            .ToListAsync(stopping);
        var carries = await CarriesOf(doubtful.Select(e => e.Export), stopping);
        foreach (var e in doubtful)
        {
            if (WrittenFor(e.Export, e.FiledTo, carries) is var before && before != e.LiesWith)
            {
                TakeBack(folder, e.Export, e.TransmissionId, before, effects);
            }
        }

        await db.SaveChangesAsync(stopping);
    }

    /// <summary>By document.</summary>
    private async Task<ILookup<Guid, CarriedRow>> CarriesOf(IEnumerable<ExportedFiling> exports, CancellationToken stopping)
    {
        Guid[] ids = [.. exports.Select(e => e.DocumentId).Distinct()];
        return (ids.Length == 0 ? [] : await db.Carries.AsNoTracking().Where(row => ids.Contains(row.RowId)).ToListAsync(stopping)).ToLookup(row => row.RowId);
    }

    /// <summary>In whose record it lay when it was written: the one it was filed to, or the one into which that had been merged by then. Both its lines in the index name that one.</summary>
    private static Guid WrittenFor(ExportedFiling export, Guid filedTo, ILookup<Guid, CarriedRow> carries) =>
        carries[export.DocumentId].Where(row => row.At <= export.WrittenAt && (row.EndedAt is not { } ended || ended > export.WrittenAt)).MaxBy(row => row.At)?.ToId ?? filedTo;

    private void TakeBack(ExportFolder folder, ExportedFiling export, Guid transmissionId, Guid patientId, Effects effects)
    {
        // Also of one that is only planned: a run that was killed may have given the file its name already.
        folder.Remove(ExportFolder.NameOf(export.FilingId));
        if (export.State == ExportState.Pending)
        {
            export.State = ExportState.Dropped;
            return;
        }

        (export.State, export.WithdrawnAt) = (ExportState.Withdrawn, clock.GetUtcNow());
        history.Add(transmissionId, export.DocumentId, EventCode.ExportWithdrawn);
        effects.Audit(new AuditEntry("document.export-withdrawn", "document", export.DocumentId, [patientId]));
    }

    private async Task Write(ExportFolder folder, DueExport export, CancellationToken stopping)
    {
        if (await patients.Find(export.PatientId, stopping) is not { } patient)
        {
            await Fail(export.Id, ExportProblem.PatientGone, stopping);
            return;
        }

        WrittenFile written;
        try
        {
            written = await folder.Write(to => draw.Run(export.DocumentId, to, stopping), stopping);
        }
        catch (InvalidDataException)
        {
            await Fail(export.Id, ExportProblem.StoredFileDamaged, stopping);
            return;
        }

        FaultPoint.At("documents.write-exports.file-written");
        await transaction.Run(effects => Name(folder, export, patient, written, effects, stopping), stopping);
    }

    private async Task Name(ExportFolder folder, DueExport due, PatientSummary patient, WrittenFile written, Effects effects, CancellationToken stopping)
    {
        // Whoever takes the document out waits, or was first.
        var document = await db.LockDocument(due.DocumentId, stopping);
        var export = await db.Exports.SingleAsync(e => e.Id == due.Id, stopping);
        if (export.State != ExportState.Pending || !await IsInForce(export, patient, stopping))
        {
            ExportFolder.Discard(written);
            return;
        }

        folder.Name(written, ExportFolder.NameOf(export.FilingId));
        FaultPoint.At("documents.write-exports.file-named");
        (export.State, export.Problem, export.WrittenAt) = (ExportState.Written, null, clock.GetUtcNow());
        (export.Sha256, export.ByteCount) = (written.Sha256, written.ByteCount);
        history.Add(document!, EventCode.Exported);
        effects.Audit(new AuditEntry("document.exported", "document", export.DocumentId, [patient.Id]));
    }

    /// <summary>The patient's class is asked of the register too: what this module was told may be a moment old.</summary>
    private async Task<bool> IsInForce(ExportedFiling export, PatientSummary patient, CancellationToken stopping) =>
        (Settings.Restricted || patient.AccessClass == AccessClass.Standard)
        && await Exportable().AnyAsync(d => d.Id == export.DocumentId && d.PatientId == patient.Id, stopping)
        && await db.TimesFiled(export.DocumentId).Select(f => f.Id).FirstAsync(stopping) == export.FilingId;

    private Task Fail(Guid exportId, ExportProblem problem, CancellationToken stopping) => transaction.Run(
        async _ =>
        {
            var export = await db.Exports.SingleAsync(e => e.Id == exportId, stopping);
            var pause = FirstPause * Math.Pow(2, Math.Min(export.Failures, 10));
            (export.Problem, export.Failures, export.NextTryAt) = (problem, export.Failures + 1, clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause));
        },
        stopping);

    /// <summary>What the index does not say yet. Under a lock: the file is read, and written with more in it.</summary>
    private async Task Index(ExportFolder folder, CancellationToken stopping)
    {
        await db.HoldExports(stopping);
        var untold = await db.Exports.IgnoreQueryFilters([DocumentsDb.MergedFilter])
            .Where(e => (e.WrittenAt != null && e.WrittenIndexedAt == null) || (e.WithdrawnAt != null && e.WithdrawalIndexedAt == null))
            .OrderBy(e => e.WrittenAt).ThenBy(e => e.Id)
            .Select(e => new { Export = e, FiledTo = e.Filing!.PatientId, FiledAt = e.Filing.At, e.Document!.Type, e.Document.ReceivedAt, e.Document.LocationId, e.Document.Transmission!.ReceivedFrom })
            .ToListAsync(stopping);
        if (untold.Count == 0)
        {
            return;
        }

        var carries = await CarriesOf(untold.Select(e => e.Export), stopping);
        var writtenFor = untold.ToDictionary(e => e.Export.Id, e => WrittenFor(e.Export, e.FiledTo, carries));
        var mrns = (await Apart.Ask(() => patients.Find([.. writtenFor.Values.Distinct()], stopping))).ToDictionary(patient => patient.Id, patient => patient.Mrn);
        var profile = await organization.Profile(stopping);
        var lines = untold.SelectMany(e =>
        {
            var patientId = writtenFor[e.Export.Id];
            var added = new ExportLine(
                e.Export.Id, false, e.Export.WrittenAt!.Value, e.Export.FilingId, e.Export.Sha256!, e.Export.ByteCount!.Value, mrns.GetValueOrDefault(patientId), patientId,
                e.Export.DocumentId, e.Type, LocalTime.DayAt(profile.Find(e.LocationId), e.ReceivedAt), e.FiledAt, e.ReceivedFrom);
            return (ExportLine[])
            [
                .. e.Export.WrittenIndexedAt is null ? [added] : (ExportLine[])[],
                .. e.Export.WithdrawnAt is { } at ? [added with { IsWithdrawal = true, At = at }] : (ExportLine[])[],
            ];
        });
        // At the same instant, what was planned before comes first: a file is taken back under its name, and added under it again.
        await ExportIndex.Add(folder, [.. lines.OrderBy(line => line.At).ThenBy(line => line.Entry).ThenBy(line => line.IsWithdrawal)], stopping);
        FaultPoint.At("documents.write-exports.index-written");
        foreach (var export in untold.Select(e => e.Export))
        {
            export.WrittenIndexedAt ??= clock.GetUtcNow();
            export.WithdrawalIndexedAt ??= export.WithdrawnAt is null ? null : clock.GetUtcNow();
        }
    }

    private IQueryable<Document> Exportable()
    {
        var restricted = Settings.Restricted;
        return db.Documents.Where(d => d.State == DocumentState.Filed
            && (restricted || (d.AccessClass == AccessClass.Standard && !db.SubjectClasses.Any(s => s.SubjectId == d.PatientId))));
    }

    private sealed record DueExport(Guid Id, Guid DocumentId, Guid PatientId);
}
