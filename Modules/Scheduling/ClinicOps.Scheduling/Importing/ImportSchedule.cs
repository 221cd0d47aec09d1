using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Importing;

/// <summary>
/// Seeds providers and visits from a file, as often as one likes: providers are brought up to the file, a visit that is there
/// stays as staff have left it, and a line that cannot be entered is reported while the others go on.
/// </summary>
internal sealed class ImportSchedule(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    EnterVisit enter,
    IPatients patients,
    IOrganization organization,
    TimeProvider clock)
{
    public async Task<ScheduleImported> Run(ScheduleFile file, CancellationToken stopping)
    {
        await BringUpProviders(file, stopping);
        var byMrn = (await patients.FindByMrn([.. file.Visits.Select(visit => visit.Mrn).Distinct()], stopping)).ToDictionary(patient => patient.Mrn, patient => patient.Id);
        var locations = (await organization.Profile(stopping)).Locations.ToDictionary(location => location.Id);
        var (entered, before) = (0, 0);
        var refused = new List<string>();
        foreach (var (position, line) in file.Visits.Index())
        {
            switch (await Enter(line, byMrn, locations, stopping))
            {
                case null:
                    entered++;
                    break;
                case "":
                    before++;
                    break;
                case var reason:
                    refused.Add(string.Create(CultureInfo.InvariantCulture, $"visit {position + 1} ({line.Id}): {reason}"));
                    break;
            }
        }

        return new ScheduleImported(file.Providers.Count, entered, before, refused);
    }

    private Task BringUpProviders(ScheduleFile file, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                var known = await db.Providers.ToDictionaryAsync(provider => provider.Id, stopping);
                foreach (var line in file.Providers)
                {
                    if (!known.TryGetValue(line.Id, out var provider))
                    {
                        provider = new Provider { Id = line.Id, Name = line.Name, LocationId = line.LocationId };
                        db.Providers.Add(provider);
                    }

                    provider.Name = line.Name;
                    provider.LocationId = line.LocationId;
                    provider.Credentials = line.Credentials;
                    provider.Npi = line.Npi;
                    provider.Specialty = line.Specialty;
                    await BringUpHours(line, isNew: !known.ContainsKey(line.Id), stopping);
                }

                await BringUpVisitTypes(file, stopping);
                effects.Audit(new AuditEntry("providers.imported", "provider", null, [.. file.Providers.Select(line => line.Id)]));
            },
            stopping);

    /// <summary>Hours that the file names replace those that were; a new provider without any works the usual week.</summary>
    private async Task BringUpHours(ScheduleFile.ProviderLine line, bool isNew, CancellationToken stopping)
    {
        if (line.Hours is null && !isNew)
        {
            return;
        }

        await db.WorkingHours.Where(usual => usual.ProviderId == line.Id).ExecuteDeleteAsync(stopping);
        await db.WorkingExceptions.Where(other => other.ProviderId == line.Id).ExecuteDeleteAsync(stopping);
        db.WorkingHours.AddRange((line.Hours ?? ScheduleFile.UsualWeek).SelectMany(hours => hours.Weekdays.Select(weekday => new WorkingHours
        {
            Id = Guid.CreateVersion7(),
            ProviderId = line.Id,
            LocationId = hours.LocationId ?? line.LocationId,
            Weekday = weekday,
            FromMinute = ScheduleFile.Minute(hours.From),
            UntilMinute = ScheduleFile.Until(hours.Until),
        })));
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        db.WorkingExceptions.AddRange((line.Exceptions ?? []).Select(exception => new WorkingException
        {
            Id = Guid.CreateVersion7(),
            ProviderId = line.Id,
            LocationId = exception.LocationId ?? line.LocationId,
            Date = exception.Date ?? today.AddDays(exception.DayOffset),
            Works = exception.Works,
            FromMinute = ScheduleFile.Minute(exception.From),
            UntilMinute = ScheduleFile.Until(exception.Until),
        }));
    }

    /// <summary>The types that the file names, and those its visits speak of, with the length most of them have.</summary>
    private async Task BringUpVisitTypes(ScheduleFile file, CancellationToken stopping)
    {
        var named = file.VisitTypes ?? [];
        var implied = file.Visits.GroupBy(visit => visit.VisitType.Trim(), StringComparer.OrdinalIgnoreCase)
            .Where(visits => !named.Any(type => type.Name.Equals(visits.Key, StringComparison.OrdinalIgnoreCase)))
            .Select(visits => new ScheduleFile.VisitTypeLine(
                ScheduleFile.CodeOf(visits.Key), visits.Key, visits.GroupBy(visit => visit.Minutes).MaxBy(same => same.Count())!.Key))
            .Where(type => type.Minutes is >= BookVisit.LeastMinutes and <= BookVisit.MostMinutes);
        var known = await db.VisitTypes.ToDictionaryAsync(type => type.Code, stopping);
        foreach (var line in named.Concat(implied).Where(line => line.Code.Length > 0))
        {
            if (!known.TryGetValue(line.Code, out var type))
            {
                known[line.Code] = type = new VisitType { Id = Guid.CreateVersion7(), Code = line.Code, Name = line.Name, Minutes = line.Minutes };
                db.VisitTypes.Add(type);
            }
            else if (named.Contains(line))
            {
                (type.Name, type.Minutes) = (line.Name, line.Minutes);
            }
        }
    }

    /// <returns>Null when it is entered, empty when it was there, else why not.</returns>
    private async Task<string?> Enter(
        ScheduleFile.VisitLine line, Dictionary<string, Guid> byMrn, Dictionary<Guid, Location> locations, CancellationToken stopping)
    {
        if (line.Status is not (VisitStates.Booked or "scheduled" or VisitStates.Done or VisitStates.Cancelled))
        {
            return "its status is none of booked, done, cancelled.";
        }

        if (!byMrn.TryGetValue(line.Mrn, out var patientId))
        {
            return "nobody is registered under its MRN; import the patients first.";
        }

        if (!locations.TryGetValue(line.LocationId, out var location))
        {
            return "there is no such location.";
        }

        var today = DateOnly.FromDateTime(LocalTimes.InZone(clock.GetUtcNow(), location.TimeZone).DateTime);
        var visit = new VisitToEnter(
            line.Id, patientId, line.ProviderId, line.LocationId, line.VisitType, today.AddDays(line.DayOffset), line.Start, line.Minutes,
            State: line.Status == "scheduled" ? VisitStates.Booked : line.Status);
        return await enter.Run(visit, stopping) switch
        {
            VisitEntry.Entered => null,
            VisitEntry.EnteredBefore => "",
            VisitEntry.Overlaps other => $"its provider has visit {other.VisitId} then.",
            VisitEntry.NotFree => "its time is held or blocked, or no room that its type needs is free then.",
            VisitEntry.ProviderUnknown => "there is no such provider.",
            VisitEntry.InvalidTime { Reason: InvalidTimeReason.Length } => "its minutes are not between 5 and 720.",
            VisitEntry.InvalidTime => "the clocks change over its start.",
            VisitEntry.PatientUnknown => "its patient is not registered any more.",
            _ => "there is no such location.",
        };
    }
}

/// <param name="Refused">One plain sentence a line that was not entered: ids only.</param>
internal sealed record ScheduleImported(int Providers, int Entered, int EnteredBefore, IReadOnlyList<string> Refused);
