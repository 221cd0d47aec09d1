using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Waitlist;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Recall;

/// <summary>Patients of the user's locations who are to come again, by when. The caller audits what it shows.</summary>
internal sealed class ListRecalls(SchedulingDb db, VisibleToActor visible, IPatients patients, IOrganization organization, IOptions<WaitlistOptions> options, TimeProvider clock)
{
    public const int MostShown = 200;

    /// <param name="all">Also those that are due later, and what has come to an end within the last month.</param>
    public async Task<IReadOnlyList<ListedRecall>> Run(bool all, CancellationToken stopping)
    {
        var recalls = await (await Of(all, stopping)).AsNoTracking().OrderBy(recall => recall.Due).ThenBy(recall => recall.RaisedAt).Take(MostShown).ToListAsync(stopping);
        return await Show(recalls, stopping);
    }

    public async Task<IReadOnlyList<ListedRecall>> OfPatient(Guid patientId, CancellationToken stopping) =>
        await Show(await db.Recalls.AsNoTracking().Where(recall => recall.PatientId == patientId && RecallState.Open.Contains(recall.State)).OrderBy(recall => recall.Due).ToListAsync(stopping), stopping);

    public async Task<int> Count(CancellationToken stopping) => await (await Of(all: false, stopping)).CountAsync(stopping);

    private async Task<IQueryable<RecallEntry>> Of(bool all, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var places = (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id)).ToList();
        var ids = places.ConvertAll(place => place.Id);

        // The day of the easternmost: on the list a little early is no harm.
        var until = all || places.Count == 0 ? DateOnly.MaxValue : places.Max(place => LocalTime.DayAt(place, now)).AddDays(options.Value.RecallDaysAhead);
        var ended = now.AddDays(-30);
        return db.Recalls.Where(recall => ids.Contains(recall.LocationId)
            && (RecallState.Open.Contains(recall.State) ? recall.Due <= until : all && recall.ChangedAt > ended));
    }

    private async Task<IReadOnlyList<ListedRecall>> Show(List<RecallEntry> recalls, CancellationToken stopping)
    {
        var ids = recalls.ConvertAll(recall => recall.Id);
        var people = (await patients.Find([.. recalls.Select(recall => recall.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var attempts = (await db.StandingRecallAttempts.AsNoTracking().Where(attempt => ids.Contains(attempt.RecallId)).OrderBy(attempt => attempt.At).ToListAsync(stopping)).ToLookup(attempt => attempt.RecallId);
        var letters = (await db.RecallLetters.AsNoTracking().Where(letter => ids.Contains(letter.RecallId)).OrderBy(letter => letter.At).ToListAsync(stopping)).ToLookup(letter => letter.RecallId);
        var types = await db.VisitTypes.AsNoTracking().ToDictionaryAsync(type => type.Id, type => type.Name, stopping);
        var providers = await db.Providers.AsNoTracking().ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        var profile = await organization.Profile(stopping);
        return recalls.ConvertAll(recall => new ListedRecall(
            recall,
            people.GetValueOrDefault(recall.PatientId),
            types.GetValueOrDefault(recall.VisitTypeId, ""),
            recall.ProviderId is { } provider ? providers.GetValueOrDefault(provider) : null,
            profile.Find(recall.LocationId),
            LocalTime.DayAt(profile.Find(recall.LocationId), clock.GetUtcNow()),
            [.. attempts[recall.Id]],
            [.. letters[recall.Id]]));
    }
}

/// <param name="Patient">Null when the patient is no longer registered.</param>
/// <param name="Today">On the location's calendar.</param>
/// <param name="Attempts">That stand, earliest first.</param>
internal sealed record ListedRecall(
    RecallEntry Recall, PatientSummary? Patient, string VisitType, string? Provider, Location? Location, DateOnly Today, IReadOnlyList<RecallAttempt> Attempts, IReadOnlyList<RecallLetter> Letters)
{
    public bool IsOpen => RecallState.Open.Contains(Recall.State);

    /// <summary>A month is over when its last day is.</summary>
    public bool IsOverdue => IsOpen && Today > (Recall.DueIsMonth ? Recall.Due.AddMonths(1).AddDays(-1) : Recall.Due);

    /// <summary>"March 2026" or "03/09/2026".</summary>
    public string Due => Recall.DueIsMonth ? Recall.Due.ToString("MMMM yyyy", CultureInfo.InvariantCulture) : LocalTime.Us(Recall.Due);
}
