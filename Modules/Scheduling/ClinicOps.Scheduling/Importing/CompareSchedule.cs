using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Importing;

/// <summary>
/// Holds the visits of a schedule file against those that are there, by the EHR's visit id, and writes nothing. A line that reckons its day from today is a
/// seed: once entered it moves nothing, since tomorrow it would say another day. Of a visit that the acting user may not see it says that it is there, and nothing else.
/// </summary>
internal sealed class CompareSchedule(SchedulingDb db, VisibleToActor visible, IPatients patients, IPatientMerges merges, IOrganization organization, TimeProvider clock)
{
    private const string OtherPatient = "it is another patient's in the EHR: cancel it here, and enter it anew";

    /// <returns>One for each line, in the order of the file.</returns>
    public async Task<IReadOnlyList<VisitDifference>> Run(ScheduleFile file, CancellationToken stopping)
    {
        var byMrn = (await patients.FindByMrn([.. file.Visits.Select(visit => visit.Mrn).Distinct()], stopping)).ToDictionary(patient => patient.Mrn, patient => patient.Id);
        var locations = (await organization.Profile(stopping)).Locations.ToDictionary(location => location.Id);
        var ids = file.Visits.Select(visit => visit.Id).Distinct().ToList();
        var known = await db.Visits.AsNoTracking().Where(visit => ids.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, stopping);
        var closed = (await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(visit => ids.Contains(visit.Id)).Select(visit => visit.Id).ToListAsync(stopping)).ToHashSet();
        closed.ExceptWith(known.Keys);
        var providers = await db.Providers.AsNoTracking().ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        foreach (var line in file.Providers)
        {
            providers.TryAdd(line.Id, line.Name);
        }

        var (lines, named) = (new List<VisitDifference>(), new Dictionary<Guid, int>());
        foreach (var (position, line) in file.Visits.Index())
        {
            if (!named.TryAdd(line.Id, position + 1))
            {
                lines.Add(new VisitDifference.Refused(position + 1, line, string.Create(CultureInfo.InvariantCulture, $"its id stands already at visit {named[line.Id]}.")));
                continue;
            }

            if (closed.Contains(line.Id))
            {
                lines.Add(new VisitDifference.Closed(position + 1, line));
                continue;
            }

            lines.Add(await Of(position + 1, line, byMrn, locations, known.GetValueOrDefault(line.Id), providers, stopping));
        }

        return lines;
    }

    private async Task<VisitDifference> Of(
        int position, ScheduleFile.VisitLine line, Dictionary<string, Guid> byMrn, Dictionary<Guid, Location> locations, Visit? known, Dictionary<Guid, string> providers, CancellationToken stopping)
    {
        if (!visible.Location(known?.LocationId ?? line.LocationId) || !visible.Location(line.LocationId))
        {
            return new VisitDifference.Elsewhere(position, line);
        }

        if (line.Status is not (VisitStates.Booked or "scheduled" or VisitStates.Done or VisitStates.Cancelled))
        {
            return Refused("its status is none of booked, done, cancelled.");
        }

        if (!byMrn.TryGetValue(line.Mrn, out var patientId))
        {
            return Refused("nobody is registered under its MRN; import the patients first.");
        }

        if (!locations.TryGetValue(line.LocationId, out var location))
        {
            return Refused("there is no such location.");
        }

        if ((line.Date ?? (line.DayOffset is { } days ? LocalTime.DayAt(location, clock.GetUtcNow()).AddDays(days) : (DateOnly?)null)) is not { } day)
        {
            return Refused("it names no day.");
        }

        if (known is null)
        {
            return new VisitDifference.New(position, line, patientId, day);
        }

        var reasons = ByHand(line, known, await IsOf(known, patientId, stopping));
        if (line.Status == VisitStates.Cancelled)
        {
            return known.State == VisitStates.Booked && !reasons.Contains(OtherPatient) ? new VisitDifference.Cancelled(position, line, known) : Same(reasons);
        }

        if (line.Date is null || known.State != VisitStates.Booked || reasons.Contains(OtherPatient))
        {
            return Same(reasons);
        }

        if (!providers.ContainsKey(line.ProviderId))
        {
            return Refused("there is no such provider.");
        }

        // Of a time that happens twice the file cannot say which is meant: what stands at either stands right.
        var wall = day.ToDateTime(line.Start);
        var isThere = LocalTimes.InZone(known.StartsAt, location.TimeZone).DateTime == wall;
        if (isThere && known.ProviderId == line.ProviderId && known.LocationId == line.LocationId)
        {
            return Same(reasons);
        }

        return isThere ? Moved(known.StartsAt) : LocalTimes.Resolve(wall, location.TimeZone) is LocalInstant.At at ? Moved(at.Instant) : Refused("the clocks change over its start.");

        VisitDifference.Refused Refused(string why) => new(position, line, why);
        VisitDifference Same(IReadOnlyList<string> byHand) => byHand.Count == 0 ? new VisitDifference.Same(position, line) : new VisitDifference.ByHand(position, line, known, byHand);
        VisitDifference.Moved Moved(DateTimeOffset to) =>
            new(position, line, known, new Place(line.ProviderId, line.LocationId, to), InWords(known.StartsAt, known.ProviderId, known.LocationId), InWords(to, line.ProviderId, line.LocationId), reasons);
        string InWords(DateTimeOffset start, Guid provider, Guid at) => string.Create(
            CultureInfo.InvariantCulture, $"{LocalTime.At(locations.GetValueOrDefault(at), start):ddd MM/dd/yyyy h:mm tt}, {providers.GetValueOrDefault(provider, "somebody")}, {locations.GetValueOrDefault(at)?.Name ?? "a location that is gone"}");
    }

    /// <summary>A merged record's visits are the other's.</summary>
    private async Task<bool> IsOf(Visit known, Guid patientId, CancellationToken stopping) =>
        known.PatientId == patientId || (await merges.Standing(patientId, stopping)).LeadsTo == known.PatientId;

    /// <summary>What differs, and no step of ours takes over.</summary>
    private static List<string> ByHand(ScheduleFile.VisitLine line, Visit known, bool isOfPatient)
    {
        var reasons = new List<string>();
        if (!isOfPatient)
        {
            reasons.Add(OtherPatient);
        }

        if (line.Status == VisitStates.Done && known.State is (VisitStates.Booked or VisitStates.Missed))
        {
            reasons.Add($"it is done in the EHR, and {known.State} here");
        }

        var isCancelled = line.Status == VisitStates.Cancelled;
        if (known.State == VisitStates.Cancelled && !isCancelled)
        {
            reasons.Add("it was cancelled here, and stands in the EHR: put it back on its page, or cancel it there");
        }

        if (known.State == VisitStates.Done && isCancelled)
        {
            reasons.Add("it is done here, and cancelled in the EHR");
        }

        if (known.State == VisitStates.Booked && !isCancelled)
        {
            if (!known.VisitType.Equals(line.VisitType.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                reasons.Add($"its type is {known.VisitType} here and {line.VisitType.Trim()} in the EHR: cancel it and book it anew");
            }

            if (known.EndsAt - known.StartsAt != TimeSpan.FromMinutes(line.Minutes))
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"it has {(known.EndsAt - known.StartsAt).TotalMinutes:0} minutes here and {line.Minutes} in the EHR: cancel it and book it anew"));
            }
        }

        return reasons;
    }
}

/// <summary>What a line of a schedule file would change.</summary>
/// <param name="Position">In the file, from 1.</param>
internal abstract record VisitDifference(int Position, ScheduleFile.VisitLine Line)
{
    /// <summary>The visit that is here, as compared; null where there is none.</summary>
    public Visit? There => this switch { Moved moved => moved.Known, Cancelled cancelled => cancelled.Known, ByHand byHand => byHand.Known, _ => null };

    /// <summary>The patient whose visit it is here, or will be.</summary>
    public Guid? Whose => this is New added ? added.PatientId : There?.PatientId;

    /// <summary>"POSITION|VERSION": which line this is, of a visit that stands as it stood.</summary>
    public string Seen => string.Create(CultureInfo.InvariantCulture, $"{Position}|{There?.Version ?? 0}");

    /// <param name="Day">On the location's calendar.</param>
    public sealed record New(int Position, ScheduleFile.VisitLine Line, Guid PatientId, DateOnly Day) : VisitDifference(Position, Line);

    /// <param name="Known">As compared: with its version.</param>
    /// <param name="From">"Tue 03/03/2026 9:30 AM, Noor Haddad, NP, Harbor".</param>
    /// <param name="AlsoByHand">What else differs, and is not taken.</param>
    public sealed record Moved(int Position, ScheduleFile.VisitLine Line, Visit Known, Place To, string From, string Becomes, IReadOnlyList<string> AlsoByHand) : VisitDifference(Position, Line);

    /// <summary>It is cancelled in the EHR, and booked here.</summary>
    public sealed record Cancelled(int Position, ScheduleFile.VisitLine Line, Visit Known) : VisitDifference(Position, Line);

    /// <summary>It differs in what staff must see to.</summary>
    public sealed record ByHand(int Position, ScheduleFile.VisitLine Line, Visit Known, IReadOnlyList<string> Reasons) : VisitDifference(Position, Line);

    public sealed record Same(int Position, ScheduleFile.VisitLine Line) : VisitDifference(Position, Line);

    /// <summary>It is there, and the acting user may not see it: whoever may takes it.</summary>
    public sealed record Closed(int Position, ScheduleFile.VisitLine Line) : VisitDifference(Position, Line);

    /// <summary>It is, or goes to, where the acting user does not work.</summary>
    public sealed record Elsewhere(int Position, ScheduleFile.VisitLine Line) : VisitDifference(Position, Line);

    /// <param name="Why">A plain sentence: ids only.</param>
    public sealed record Refused(int Position, ScheduleFile.VisitLine Line, string Why) : VisitDifference(Position, Line);
}
