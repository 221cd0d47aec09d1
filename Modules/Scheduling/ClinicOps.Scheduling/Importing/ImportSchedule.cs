using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
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
        await BringUpProviders(file.Providers, stopping);
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

    private Task BringUpProviders(IReadOnlyList<ScheduleFile.ProviderLine> lines, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                var known = await db.Providers.ToDictionaryAsync(provider => provider.Id, stopping);
                foreach (var line in lines)
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
                }

                effects.Audit(new AuditEntry("providers.imported", "provider", null, [.. lines.Select(line => line.Id)]));
            },
            stopping);

    /// <returns>Null when it is entered, empty when it was there, else why not.</returns>
    private async Task<string?> Enter(
        ScheduleFile.VisitLine line, Dictionary<string, Guid> byMrn, Dictionary<Guid, Location> locations, CancellationToken stopping)
    {
        if (!VisitState.All.Contains(line.Status))
        {
            return "its status is none of scheduled, done, cancelled.";
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
            line.Id, patientId, line.ProviderId, line.LocationId, line.VisitType, today.AddDays(line.DayOffset), line.Start, line.Minutes, State: line.Status);
        return await enter.Run(visit, stopping) switch
        {
            VisitEntry.Entered => null,
            VisitEntry.EnteredBefore => "",
            VisitEntry.Overlaps other => $"its provider has visit {other.VisitId} then.",
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
