using System.Globalization;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the inbox can be narrowed to. A failed transmission leaves once somebody has dealt with it.</summary>
internal static class InboxFilter
{
    public const string All = "all";
    public const string Progress = "progress";
    public const string Review = "review";
    public const string Failed = "failed";
    public const string Filed = "filed";
    public const string Junk = "junk";

    /// <summary>In the order shown, with what they are called.</summary>
    public static readonly IReadOnlyList<(string Code, string Text)> Choices =
        [(All, "All"), (Progress, "In progress"), (Review, "To review"), (Failed, "Failed"), (Filed, "Filed"), (Junk, "Junk")];

    /// <summary>Those that are counted: what somebody still has to look at.</summary>
    public static readonly IReadOnlyList<string> Counted = [Progress, Review, Failed];

    public static string Known(string? code) => Choices.Any(choice => choice.Code == code) ? code! : All;

    public static IQueryable<Transmission> Apply(DocumentsDb db, IQueryable<Transmission> transmissions, string filter) =>
        filter == Failed
            ? transmissions.Where(t => t.State == TransmissionState.Failed
                && db.Events.Count(e => e.TransmissionId == t.Id && e.Code == EventCode.DealtWith)
                    <= db.Events.Count(e => e.TransmissionId == t.Id && e.Code == EventCode.DealtWithUndone))
            : transmissions.Where(Matching(filter));

    public static IQueryable<Transmission> Apply(DocumentsDb db, IQueryable<Transmission> transmissions, string filter, Narrowing by, DateTimeOffset now) =>
        by.Of(db, Apply(db, transmissions, filter), now);

    public static string Address(string filter, Narrowing by, string asked = "") => by.Address("/documents/inbox", asked, ("filter", filter == All ? null : filter));

    /// <summary>Something urgent in it waits for a person.</summary>
    public static IQueryable<Transmission> Pressing(IQueryable<Transmission> transmissions) =>
        transmissions.Where(t => t.Documents.Any(d => d.State == DocumentState.Review && d.UrgentReason != null));

    private static Expression<Func<Transmission, bool>> Matching(string filter) => filter switch
    {
        Progress => t => TransmissionState.InProgress.Contains(t.State) || t.Documents.Any(d => DocumentState.InProgress.Contains(d.State)),
        Review => t => t.Documents.Any(d => d.State == DocumentState.Review),
        Filed => t => t.Source != TransmissionSource.Letter && t.Documents.Any(d => d.State == DocumentState.Filed || d.State == DocumentState.Practice),
        Junk => t => t.Documents.Any(d => d.State == DocumentState.Junk),
        // A letter of ours did not come in; it stands in its patient's chart.
        _ => t => t.Source != TransmissionSource.Letter,
    };
}

/// <summary>Reads transmissions as rows of the inbox, with the names of the patients their documents are filed to.</summary>
internal sealed class InboxRows(DocumentsDb db, DocumentMarks marks, IPatients patients, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public async Task<IReadOnlyList<InboxRow>> Read(IQueryable<Transmission> transmissions, bool severalLocations, CancellationToken stopping)
    {
        var found = await transmissions.AsNoTracking()
            .Select(t => new
            {
                t.Id,
                t.Channel,
                t.Source,
                t.ReceivedFrom,
                t.FileName,
                t.ReceivedAt,
                t.LocationId,
                t.PageCount,
                t.State,
                t.Problem,
                RepeatOf = db.Transmissions.Where(first => first.Id == t.RepeatOf).Select(first => (Guid?)first.Id).FirstOrDefault(),
                Read = t.Pages.Count(p => p.State == PageState.Read),
                Failed = t.Pages.Count(p => p.State == PageState.Failed),
                IsPartClosed = db.StoredDocuments.Count(s => s.TransmissionId == t.Id && s.State != DocumentState.Merged) > t.Documents.Count || db.JoinedOutOfSight.Any(s => s.TransmissionId == t.Id),
                LastDealt = db.Events.Where(e => e.TransmissionId == t.Id && (e.Code == EventCode.DealtWith || e.Code == EventCode.DealtWithUndone))
                    .OrderByDescending(e => e.At).Select(e => e.Code).FirstOrDefault(),
                Documents = t.Documents.OrderBy(d => d.Ordinal)
                    .Select(d => new StoredRow(d.Id, d.Type, d.State, d.PatientId, d.FiledBy, d.ReviewWords, d.UrgentReason, d.RepeatSaid, d.OwnerId, d.Pages.Count))
                    .ToList(),
            })
            .ToListAsync(stopping);
        Guid[] ids = [.. found.Select(t => t.Id)];
        var joined = await Joined(ids, stopping);
        var all = found.SelectMany(t => t.Documents).Concat(joined.SelectMany(of => of).Select(of => of.Row)).ToList();
        var named = all.Select(d => d.PatientId).OfType<Guid>().Distinct().ToList();
        var names = (named.Count > 0 ? await patients.Find(named, stopping) : []).ToDictionary(patient => patient.Id);
        var put = await marks.Of([.. all.Select(d => d.Id).Distinct()], stopping);
        var profile = await organization.Profile(stopping);
        var owners = await Owners(all.Where(d => d.State == DocumentState.Review).Select(d => d.OwnerId), stopping);
        return
        [
            .. found.Select(t => new InboxRow(
                t.Id,
                t.Channel,
                t.ReceivedFrom,
                t.IsPartClosed ? InboxRow.PartClosed : t.FileName,
                t.ReceivedAt,
                LocationClock.Words(t.ReceivedAt, clock.GetUtcNow(), profile.Find(t.LocationId)),
                severalLocations ? profile.Find(t.LocationId)?.Name : null,
                t.PageCount,
                t.Read,
                t.Failed,
                t.State,
                t.Problem,
                t.RepeatOf,
                t.LastDealt == EventCode.DealtWith,
                clock.GetUtcNow() - t.ReceivedAt,
                [.. t.Documents.Select(d => Document(d, isJoined: false)), .. joined[t.Id].Select(of => Document(of.Row with { Pages = of.Pages }, isJoined: true))])),
        ];

        InboxDocument Document(StoredRow d, bool isJoined) => new(
            d.Id, d.Type, d.State, d.PatientId, d.PatientId is { } id ? names.GetValueOrDefault(id) : null, d.FiledBy is null, d.ReviewWords, d.UrgentReason, d.State == DocumentState.Junk && d.RepeatSaid == RepeatSaid.Repeat, d.Pages,
            put.GetValueOrDefault(d.Id, Marks.None), d.State == DocumentState.Review && d.OwnerId is { } owner ? owners[owner] : null, isJoined);
    }

    /// <summary>By transmission, the documents of others that pages of it were joined to, with how many.</summary>
    private async Task<ILookup<Guid, (StoredRow Row, int Pages)>> Joined(Guid[] transmissionIds, CancellationToken stopping)
    {
        var lain = await db.StoredPages.Where(s => transmissionIds.Contains(s.TransmissionId) && s.JoinedTo != null && s.DocumentId != null)
            .GroupBy(s => new { s.TransmissionId, s.DocumentId }).Select(group => new { group.Key.TransmissionId, DocumentId = group.Key.DocumentId!.Value, Pages = group.Count() }).ToListAsync(stopping);
        Guid[] ids = [.. lain.Select(of => of.DocumentId).Distinct()];
        var seen = ids.Length == 0 ? [] : await db.Documents.AsNoTracking().Where(d => ids.Contains(d.Id))
            .Select(d => new StoredRow(d.Id, d.Type, d.State, d.PatientId, d.FiledBy, d.ReviewWords, d.UrgentReason, d.RepeatSaid, d.OwnerId, d.Pages.Count)).ToDictionaryAsync(d => d.Id, stopping);
        return lain.Where(of => seen.ContainsKey(of.DocumentId)).ToLookup(of => of.TransmissionId, of => (seen[of.DocumentId], of.Pages));
    }

    private sealed record StoredRow(
        Guid Id, DocumentType Type, string State, Guid? PatientId, Guid? FiledBy, string? ReviewWords, string? UrgentReason, string? RepeatSaid, Guid? OwnerId, int Pages);

    private async Task<Dictionary<Guid, string>> Owners(IEnumerable<Guid?> ids, CancellationToken stopping)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var id in ids.OfType<Guid>().Distinct())
        {
            names[id] = id == actor.UserId ? "you" : await organization.NameOfUser(id, stopping) ?? "somebody no longer known";
        }

        return names;
    }
}

/// <param name="Received">On the location's clock, in words.</param>
/// <param name="LocationName">Null where the user sees one location only.</param>
/// <param name="ReadPages">Of <paramref name="Pages"/>; failed ones are counted apart.</param>
/// <param name="Waiting">How long ago it came in.</param>
/// <param name="FileName">It may name a patient: not shown where a part of the transmission is out of this user's sight.</param>
internal sealed record InboxRow(
    Guid Id,
    string Channel,
    string? From,
    string FileName,
    DateTimeOffset ReceivedAt,
    string Received,
    string? LocationName,
    int Pages,
    int ReadPages,
    int FailedPages,
    string State,
    PageProblem? Problem,
    Guid? RepeatOf,
    bool DealtWith,
    TimeSpan Waiting,
    IReadOnlyList<InboxDocument> Documents)
{
    public const string PartClosed = "a part of it is restricted";

    public int DonePages => ReadPages + FailedPages;

    public bool InProgress => TransmissionState.InProgress.Contains(State) || Documents.Any(d => DocumentState.InProgress.Contains(d.State));

    /// <summary>Something of it waits for a person.</summary>
    public bool IsWaiting => Documents.Any(d => d.State == DocumentState.Review);

    public IEnumerable<Guid> PatientIds => Documents.Select(d => d.PatientId).OfType<Guid>().Distinct();

    /// <summary>Changes whenever something that the row shows does: what a browser shows already is not sent, or audited, again.</summary>
    public string Stamp
    {
        get
        {
            var shown = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{State} {Problem} {Pages} {ReadPages} {FailedPages} {DealtWith}");
            foreach (var document in Documents)
            {
                shown.Append(CultureInfo.InvariantCulture, $"|{document.Id} {document.Type} {document.State} {document.PatientId} {document.ReviewWords} {document.UrgentReason} {document.Pages} {document.Owner} {document.Marks.Notes} {string.Join(' ', document.Marks.Labels.Select(label => $"{label.Id}:{label.Version}"))}");
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown.ToString())).AsSpan(0, 8));
        }
    }
}

/// <param name="Patient">Null unless filed, or when the patient is no longer registered.</param>
/// <param name="IsRepeat">A person set it aside as a repeat.</param>
/// <param name="Owner">Of what waits, who is to work on it; null for whoever is free.</param>
/// <param name="IsJoined">It came in another transmission, and pages of this one were joined to it.</param>
internal sealed record InboxDocument(
    Guid Id,
    DocumentType Type,
    string State,
    Guid? PatientId,
    PatientSummary? Patient,
    bool FiledByMachine,
    string? ReviewWords,
    string? UrgentReason,
    bool IsRepeat,
    int Pages,
    Marks Marks,
    string? Owner,
    bool IsJoined)
{
    public string Link(bool mayReview) =>
        State == DocumentState.Review && mayReview ? $"/documents/review/{Id}" : $"/documents/document/{Id}";
}
