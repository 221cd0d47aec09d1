using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Intake.Tasks;

/// <summary>Puts the tasks of a list together by what they are about, the group of the most pressing one first.</summary>
internal sealed class GroupTasks(IVisits visits, IOrganization organization, TimeProvider clock)
{
    public const string Threads = "thread";
    public const string Visits = "visit";

    /// <summary>The code itself when it is one of the ways to group.</summary>
    public static string? Known(string? code) => code is Threads or Visits ? code : null;

    /// <param name="by">Null: one group without a head.</param>
    public async Task<IReadOnlyList<TaskGroup>> By(string? by, IReadOnlyList<TaskRow> rows, CancellationToken stopping) => by switch
    {
        Threads => [.. rows.GroupBy(row => row.Task.CareThreadId).Select(group => OfThread(group.Key, [.. group]))],
        Visits => await OfVisits(rows, stopping),
        _ => [new TaskGroup(null, null, rows)],
    };

    private static TaskGroup OfThread(Guid thread, IReadOnlyList<TaskRow> rows)
    {
        var people = rows.Select(row => row.Patient?.ListName).OfType<string>().Distinct().ToList();
        return new TaskGroup(people.Count == 0 ? "Patient not known yet" : string.Join("; ", people), $"/intake/threads/{thread}", rows);
    }

    /// <summary>The visit that a task is about, else the one that its care thread led to.</summary>
    private async Task<IReadOnlyList<TaskGroup>> OfVisits(IReadOnlyList<TaskRow> rows, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var known = (await visits.OfPatients([.. rows.Select(row => row.Task.PatientId).OfType<Guid>().Distinct()], stopping)).Where(visit => visit.State != VisitStates.Cancelled).ToList();
        var byId = known.ToDictionary(visit => visit.Id);
        var byThread = known.Where(visit => visit.CareThreadId is not null).GroupBy(visit => visit.CareThreadId!.Value)
            .ToDictionary(group => group.Key, group => group.OrderBy(visit => visit.StartsAt < now).ThenBy(visit => (visit.StartsAt - now).Duration()).First());
        var profile = await organization.Profile(stopping);
        return
        [
            .. rows.GroupBy(row => (row.Task.VisitId is { } id ? byId.GetValueOrDefault(id) : null) ?? byThread.GetValueOrDefault(row.Task.CareThreadId))
                .OrderBy(group => group.Key is null)
                .Select(group => group.Key is { } visit ? OfVisit(visit, profile, [.. group]) : new TaskGroup("No visit yet", null, [.. group])),
        ];
    }

    private static TaskGroup OfVisit(VisitSummary visit, OrganizationProfile profile, IReadOnlyList<TaskRow> rows)
    {
        var starts = LocalTime.At(profile.Find(visit.LocationId), visit.StartsAt);
        return new TaskGroup(
            $"{rows.Select(row => row.Patient?.ListName).OfType<string>().FirstOrDefault() ?? "Patient not known yet"}: {visit.VisitType}, {starts.ToString("ddd MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture)}, {visit.ProviderName}",
            $"/scheduling/visits/visit/{visit.Id}",
            rows);
    }
}

/// <param name="Title">Null for tasks that are not grouped.</param>
/// <param name="Address">Of what they are about; null where that has no page.</param>
internal sealed record TaskGroup(string? Title, string? Address, IReadOnlyList<TaskRow> Rows);
