using ClinicOps.Host.Data;
using ClinicOps.Host.Pages;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Auditing;

/// <summary>Entries in plain words. The trail holds ids; names are asked for here, those of patients only for who may see patients.</summary>
internal sealed class TellEntries(HostDb db, ModuleCatalog catalog, IPatients patients, IOrganization organization)
{
    /// <summary>So many of the records that an act showed are named; the rest are counted.</summary>
    private const int Named = 3;

    /// <summary>Acts whose reason a user wrote about a patient.</summary>
    private static readonly string[] Written = ["glass.broken", "patient.classified", "document.classified"];

    /// <param name="may">Whether the reader has the right of that name.</param>
    /// <param name="clock">On whose clock the times are told.</param>
    public async Task<IReadOnlyList<AuditLine>> Tell(IReadOnlyList<AuditRow> rows, Location? clock, Func<string, Task<bool>> may, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var users = await db.Users.AsNoTracking().ToDictionaryAsync(user => user.Id, user => user.DisplayName, stopping);
        var people = await People(rows, may, stopping);
        var opens = new Dictionary<string, RecordKind>(StringComparer.Ordinal);
        foreach (var kind in catalog.RecordKinds.Where(kind => kind.Path is not null))
        {
            if (kind.Right is null || await may(kind.Right))
            {
                opens[kind.Name] = kind;
            }
        }

        RecordLink Link(string kind, Guid id)
        {
            var path = opens.GetValueOrDefault(kind)?.Path?.Replace("{0}", id.ToString(), StringComparison.Ordinal);
            var name = kind switch
            {
                "patient" => people.GetValueOrDefault(id)?.ListName,
                "user" => users.GetValueOrDefault(id),
                "location" => profile.Find(id)?.Name,
                _ => null,
            };
            return new RecordLink(name ?? $"{kind.Replace('-', ' ')} {id.ToString()[^8..]}", path);
        }

        return [.. rows.Select(row => new AuditLine(
            row,
            LocalTime.At(clock, row.At),
            row.UserId is { } user ? users.GetValueOrDefault(user, "somebody unknown") : "ClinicOps",
            catalog.AuditWords.GetValueOrDefault(row.Action) ?? row.Action.Replace('.', ' ').Replace('-', ' '),
            row.SubjectId is { } subject && !(row.SubjectKind == "user" && subject == row.UserId) ? Link(row.SubjectKind, subject) : null,
            [.. row.ResultIds.Where(id => id != row.SubjectId).Take(Named).Where(people.ContainsKey).Select(id => Link("patient", id))],
            row.ResultIds.Count(id => id != row.SubjectId),
            row.LocationId is { } location ? profile.Find(location)?.Name ?? "a location unknown" : null,
            FromWhere(row.Via),
            IsWithheld(row, people) ? null : row.Reason?.Replace('_', ' ')))];
    }

    /// <summary>What was written about a patient is told to who may see the patient; where none is named, to nobody.</summary>
    private static bool IsWithheld(AuditRow row, Dictionary<Guid, PatientSummary> people) =>
        Written.Contains(row.Action)
        && (row is { SubjectKind: "patient", SubjectId: { } patient } ? !people.ContainsKey(patient) : row.ResultIds is [] || !row.ResultIds.All(people.ContainsKey));

    /// <summary>The patients among the ids that are named. An id that is no patient's is simply not found.</summary>
    private async Task<Dictionary<Guid, PatientSummary>> People(IReadOnlyList<AuditRow> rows, Func<string, Task<bool>> may, CancellationToken stopping)
    {
        if (!await may(IntakeRights.ViewPatients))
        {
            return [];
        }

        var asked = rows.Where(row => row.SubjectKind == "patient").Select(row => row.SubjectId).OfType<Guid>()
            .Concat(rows.SelectMany(row => row.ResultIds.Where(id => id != row.SubjectId).Take(Named)))
            .Distinct().ToList();
        return (await patients.Find(asked, stopping)).ToDictionary(patient => patient.Id);
    }

    /// <summary>"user:/documents/review/{id}" is the page Review; "job:documents.file" the job's title; "cli:import" the command line.</summary>
    private string FromWhere(string via)
    {
        var (kind, rest) = via.Split(':', 2) is [var before, var after] ? (before, after) : (via, "");
        return kind switch
        {
            "user" when rest.Length == 0 => "a page",
            "user" => PageName(rest.Split("/{")[0]),
            "job" => "job: " + (catalog.Jobs.Find(job => job.Name == rest)?.Title ?? rest),
            "cli" => "command line: " + rest,
            _ => via,
        };
    }

    private string PageName(string path) => Navigation.Current(Navigation.Entries(catalog), path) is { } entry ? $"{entry.Text} page" : $"page {path}";
}

/// <param name="Row">As it is stored.</param>
/// <param name="At">On the reader's clock.</param>
/// <param name="Record">What it was about; null for a list or search, and for one's own account.</param>
/// <param name="Patients">The first of the patients shown or concerned besides.</param>
/// <param name="Shown">How many other records it showed or concerned, patients or not.</param>
/// <param name="From">The page, job or command.</param>
internal sealed record AuditLine(
    AuditRow Row,
    DateTimeOffset At,
    string Who,
    string Did,
    RecordLink? Record,
    IReadOnlyList<RecordLink> Patients,
    int Shown,
    string? Location,
    string From,
    string? Reason)
{
    public int More => Shown - Patients.Count;
}

/// <param name="Path">Null for what has no page, or none that the reader may open.</param>
internal sealed record RecordLink(string Text, string? Path);
