using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Importing;

/// <summary>
/// An uploaded file as its page shows it, some lines at a time: what each says is read from the file, what it would change from the register as it is now.
/// Records that are closed to who looks are counted, and no more. What was shown is audited.
/// </summary>
internal sealed class LoadPatientFile(IntakeDb db, ComparePatients compare, IBlobStore blobs, AuditTrail audit, IOrganization organization, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>List of what was taken.</summary>
    public const string Taken = "taken";

    /// <param name="list">One of <see cref="FileLists"/>, the code of a doubt, or "taken"; null for the first that has something.</param>
    /// <param name="page">From 1.</param>
    public async Task<PatientFileView?> Run(Guid id, string? list, int page, CancellationToken stopping)
    {
        if (await db.PatientFiles.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, stopping) is not { } file)
        {
            return null;
        }

        var state = await db.PatientFileStates.AsNoTracking().SingleAsync(known => known.FileId == id, stopping);
        var lines = db.PatientFileLines.AsNoTracking().Where(line => line.FileId == id);
        var counts = await Counts(lines, stopping);
        var shown = list is not null && counts.Any(known => known.List == list) ? list : counts.FirstOrDefault(known => known.Count > 0)?.List ?? FileLists.Changed;
        var all = counts.FirstOrDefault(known => known.List == shown)?.Count ?? 0;
        var pages = Math.Max(1, (all + PageSize - 1) / PageSize);
        var at = Math.Clamp(page, 1, pages);
        var of = shown == Taken ? lines.Where(line => line.State == PatientFileLineStates.Taken) : FileLists.In(lines.Where(line => line.State == PatientFileLineStates.Waiting), shown);
        var some = await of.OrderByDescending(line => line.IsAgain).ThenBy(line => line.Line).Skip((at - 1) * PageSize).Take(PageSize).ToListAsync(stopping);
        var read = PatientsFile.Read(await blobs.Get(file.BlobHash, stopping), file.ReadOn);
        var view = new PatientFileView(
            file,
            state,
            await organization.WhoAndWhen(file.By, clock.GetUtcNow() - file.At, stopping: stopping),
            counts,
            shown,
            at,
            pages,
            await Lines(some, read, stopping),
            read.BadRows,
            await Closed(lines, stopping),
            await db.PatientFiles.AnyAsync(other => other.At > file.At, stopping));
        await audit.Record(db, new AuditEntry("patient-file.viewed", "patient-file", id, [.. some.Select(line => line.PatientId).OfType<Guid>().Distinct()]), stopping);
        return view;
    }

    private static async Task<IReadOnlyList<FileListCount>> Counts(IQueryable<PatientFileLine> lines, CancellationToken stopping)
    {
        var all = await lines.Where(line => line.State == PatientFileLineStates.Waiting || line.State == PatientFileLineStates.Taken)
            .Select(line => new { line.State, IsNew = line.PatientId == null, line.Doubts, line.IsAgain })
            .ToListAsync(stopping);
        var waiting = all.Where(line => line.State == PatientFileLineStates.Waiting).ToList();
        var doubtful = waiting.Where(line => line.Doubts.Length > 0).ToList();
        return
        [
            new FileListCount(FileLists.Twice, "Look twice", doubtful.Count),
            .. Doubt.All.Select(doubt => new FileListCount(doubt.Code, doubt.Title, doubtful.Count(line => line.Doubts.Contains(doubt.Code)), IsPart: true)).Where(part => part.Count > 0),
            new FileListCount(FileLists.Changed, "Changed", waiting.Count(line => line.Doubts.Length == 0 && !line.IsNew)),
            new FileListCount(FileLists.New, "New", waiting.Count(line => line.Doubts.Length == 0 && line.IsNew)),
            new FileListCount(Taken, "Taken", all.Count - waiting.Count),
        ];
    }

    private async Task<IReadOnlyList<FileLineView>> Lines(IReadOnlyList<PatientFileLine> some, PatientsFile read, CancellationToken stopping)
    {
        var numbers = some.Select(line => line.Line).ToHashSet();
        var now = (await compare.Of([.. read.Rows.Where(row => numbers.Contains(row.Line))], stopping)).ToDictionary(difference => difference.Row.Line);
        var views = new List<FileLineView>();
        foreach (var line in some)
        {
            var difference = now[line.Line];
            var moved = line.State == PatientFileLineStates.Waiting && (line.PatientId != difference.Known?.Id || (difference.Known is { } known && known.Version != (uint)line.ShownVersion));
            views.Add(new FileLineView(
                line,
                difference,
                moved || line.IsAgain ? await organization.WhoAndWhen(difference.Known?.ChangedBy, clock.GetUtcNow() - (difference.Known?.ChangedAt ?? clock.GetUtcNow()), stopping: stopping) : ""));
        }

        return views;
    }

    /// <summary>How many lines that wait are about records closed to who looks: their number, and nothing else of them.</summary>
    private static async Task<int> Closed(IQueryable<PatientFileLine> lines, CancellationToken stopping) =>
        await lines.IgnoreQueryFilters([ModuleDb.AccessFilter]).CountAsync(line => line.State == PatientFileLineStates.Waiting, stopping)
        - await lines.CountAsync(line => line.State == PatientFileLineStates.Waiting, stopping);
}

/// <param name="Uploaded">"Ana Ruiz, 2 min ago".</param>
/// <param name="Closed">How many more lines wait, of records that are closed to who looks.</param>
/// <param name="IsOvertaken">A newer file was uploaded.</param>
internal sealed record PatientFileView(
    PatientFile File,
    PatientFileState State,
    string Uploaded,
    IReadOnlyList<FileListCount> Lists,
    string List,
    int Page,
    int Pages,
    IReadOnlyList<FileLineView> Lines,
    IReadOnlyList<PatientsFile.BadRow> Refused,
    int Closed,
    bool IsOvertaken);

/// <param name="IsPart">Of the lines to look at twice, those with one doubt.</param>
internal sealed record FileListCount(string List, string Title, int Count, bool IsPart = false);

/// <param name="Now">As it stands now.</param>
/// <param name="Meanwhile">Who changed the patient since the line was compared, or asked for; empty for nobody.</param>
internal sealed record FileLineView(PatientFileLine Line, PatientDifference Now, string Meanwhile)
{
    /// <summary>As registered, else as the file says.</summary>
    public string Name => Now.Known?.CurrentName.Full ?? PatientName.Of(NameKinds.Current, Now.Row.Details.First!, Now.Row.Details.Middle, Now.Row.Details.Last!, Now.Row.Details.Suffix, default).Full;

    public DateOnly Born => Now.Known?.BirthDate ?? Now.Row.Details.BirthDate!.Value;

    /// <summary>Those of now, and those of when it was compared: of what is closed to who looks, the code alone.</summary>
    public IEnumerable<Doubt> Doubts => Now.IsSame ? [] : Now.Doubts.Concat(Line.Doubts.Where(code => Now.Doubts.All(doubt => doubt.Code != code)).Select(code => new Doubt(code)));
}
