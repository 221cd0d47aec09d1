using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Runs a search and reads what it found as lines: what each is, whose, where the words stand. The caller audits.</summary>
internal sealed class FoundRows(DocumentsDb db, FindDocuments find, VisibleToActor visible, SealedSearches searches, DocumentMarks marks, IPatients patients, IOrganization organization, TimeProvider clock)
{
    public async Task<FoundList> Read(DocumentSearch search, int most, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var here = profile.Locations.FirstOrDefault(location => visible.Location(location.Id));
        var found = await find.Run(
            search, most, search.From is { } first ? LocalTime.StartOf(first, here) : null,
            search.Until is { } last && last < DateOnly.MaxValue ? LocalTime.StartOf(last.AddDays(1), here) : null, stopping);
        var shown = found.Documents.Take(most).ToList();
        var ids = shown.ConvertAll(document => document.Id);
        var rows = await visible.Documents.AsNoTracking().Where(d => ids.Contains(d.Id))
            .Select(d => new
            {
                d.Id,
                d.Type,
                d.State,
                d.PatientId,
                d.UrgentReason,
                d.ReceivedAt,
                d.LocationId,
                d.Transmission!.ReceivedFrom,
                Pages = d.Pages.Count,
                Text = db.DocumentTexts.Where(text => text.DocumentId == d.Id).Select(text => text.Text).FirstOrDefault(),
            })
            .ToDictionaryAsync(d => d.Id, stopping);
        var named = rows.Values.Select(d => d.PatientId).OfType<Guid>().Distinct().ToList();
        var names = (named.Count > 0 ? await patients.Find(named, stopping) : []).ToDictionary(patient => patient.Id);
        var put = await marks.Of(ids, stopping);
        var query = SearchQuery.Of(search.Text);
        var lines = new List<FoundRow>();
        var near = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var document in shown.Where(document => rows.ContainsKey(document.Id)))
        {
            var row = rows[document.Id];
            var places = FindInText.Of(row.Text ?? "", query, found.IsWide);
            if (!document.IsExact)
            {
                near.UnionWith(places.Where(place => place.Fit == Fit.Near && query.Terms[place.Term].Word is { } word && !IsBeginning(row.Text!, place, word))
                    .Select(place => SearchKeys.Of(row.Text![place.Start..place.End])[0].Key));
            }

            lines.Add(new FoundRow(
                row.Id, row.Type, row.State, row.PatientId is { } id ? names.GetValueOrDefault(id) : null, row.UrgentReason, row.ReceivedFrom,
                LocationClock.Words(row.ReceivedAt, clock.GetUtcNow(), profile.Find(row.LocationId)), row.Pages, Passage.Of(row.Text ?? "", places), put.GetValueOrDefault(row.Id, Marks.None)));
        }

        return new FoundList(
            IsAsked: !query.IsEmpty || (query.Terms.Count == 0 && search.HasFilter),
            lines,
            found.Documents.Count,
            found.MayBeMore,
            [.. near.Take(6)],
            searches.Seal(search, found.IsWide));
    }

    private static bool IsBeginning(string text, FoundPlace place, string word) => SearchKeys.Of(text[place.Start..place.End])[0].Key.StartsWith(word, StringComparison.Ordinal);
}

/// <param name="IsAsked">False while nothing that can be looked for was typed.</param>
/// <param name="Count">Of documents in the user's sight; more than the rows where not all are shown.</param>
/// <param name="MayBeMore">The count stopped there.</param>
/// <param name="NearWords">Words on the pages shown that are not written as typed.</param>
/// <param name="Sealed">The search, for addresses.</param>
internal sealed record FoundList(bool IsAsked, IReadOnlyList<FoundRow> Rows, int Count, bool MayBeMore, IReadOnlyList<string> NearWords, string Sealed)
{
    public static readonly FoundList NotAsked = new(false, [], 0, false, [], "");

    /// <summary>What an audit entry of the search names.</summary>
    public IReadOnlyList<Guid> Ids => [.. Rows.Select(row => row.Id), .. Rows.Select(row => row.Patient?.Id).OfType<Guid>().Distinct()];
}

/// <param name="Patient">Whom it is filed to; null unless filed, or when the patient is no longer registered.</param>
/// <param name="Received">On the location's clock, in words.</param>
internal sealed record FoundRow(Guid Id, DocumentType Type, string State, PatientSummary? Patient, string? UrgentReason, string? From, string Received, int Pages, Passage Passage, Marks Marks);
