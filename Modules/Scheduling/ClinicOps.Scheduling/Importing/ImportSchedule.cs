using System.Globalization;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Importing;

/// <summary>
/// Providers and visits from a file, as often as one likes: providers are brought up to the file, a visit that is there stays as staff have left it unless
/// its changes are asked for, as do the hours and kinds of visits that staff set up, and a line that cannot be taken is reported while the others go on.
/// </summary>
internal sealed class ImportSchedule(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    CompareSetUp compareSetUp,
    ChangeSetUp setUp,
    CompareSchedule compare,
    TakeVisitDifferences take)
{
    /// <param name="takesChanges">Visits that are there are moved and cancelled, and what staff set up is set up, as the file says; else both stay as staff left them.</param>
    public async Task<ScheduleImported> Run(ScheduleFile file, bool takesChanges, CancellationToken stopping)
    {
        var differing = await compareSetUp.Run(file, stopping);
        await BringUpProviders(file, [.. differing.Where(part => takesChanges || !part.ByStaff)], stopping);
        var lines = await compare.Run(file, stopping);
        var taken = await take.Run([.. lines.Where(line => takesChanges || line is VisitDifference.New)], stopping);
        return new ScheduleImported(
            file.Providers.Count,
            taken.Entered,
            lines.Count(line => line is not VisitDifference.New and not VisitDifference.Refused),
            [
                .. lines.OfType<VisitDifference.Refused>().Concat(taken.Refused).OrderBy(line => line.Position)
                    .Select(line => string.Create(CultureInfo.InvariantCulture, $"visit {line.Position} ({line.Line.Id}): {line.Why}")),
            ])
        {
            Changed = taken.Changed,
            KeptSetUp = takesChanges ? [] : [.. differing.Where(part => part.ByStaff)],
            Differing = [.. lines.Where(line => line is VisitDifference.Moved or VisitDifference.Cancelled or VisitDifference.ByHand)],
        };
    }

    /// <param name="parts">What is set up otherwise, and is written over: how it was is kept.</param>
    private Task BringUpProviders(ScheduleFile file, IReadOnlyList<SetUpDifference> parts, CancellationToken stopping) =>
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
                    await BringUpHours(line, isNew: !known.ContainsKey(line.Id), parts, effects, stopping);
                }

                await BringUpVisitTypes(file, parts, effects, stopping);
                effects.Audit(new AuditEntry("providers.imported", "provider", null, [.. file.Providers.Select(line => line.Id)]));
            },
            stopping);

    /// <summary>Hours that the file names replace those that were; a new provider without any works the usual week. Days that it says nothing of stay.</summary>
    private async Task BringUpHours(ScheduleFile.ProviderLine line, bool isNew, IReadOnlyList<SetUpDifference> parts, Effects effects, CancellationToken stopping)
    {
        if (isNew)
        {
            db.WorkingHours.AddRange(CompareSetUp.HoursOf(line));
            db.WorkingExceptions.AddRange(await compareSetUp.DaysOf(line, stopping));
            return;
        }

        if (parts.Any(part => part.Part == SetUpParts.Hours && part.PartId == line.Id))
        {
            await setUp.Keep(SetUpParts.Hours, line.Id, effects, stopping);
            await db.WorkingHours.Where(usual => usual.ProviderId == line.Id).ExecuteDeleteAsync(stopping);
            db.WorkingHours.AddRange(CompareSetUp.HoursOf(line));
        }

        if (parts.Any(part => part.Part == SetUpParts.Exceptions && part.PartId == line.Id))
        {
            await setUp.Keep(SetUpParts.Exceptions, line.Id, effects, stopping);
            await db.WorkingExceptions.Where(other => other.ProviderId == line.Id).ExecuteDeleteAsync(stopping);
            db.WorkingExceptions.AddRange(await compareSetUp.DaysOf(line, stopping));
        }
    }

    /// <summary>The types that the file names, and those its visits speak of, with the length most of them have.</summary>
    private async Task BringUpVisitTypes(ScheduleFile file, IReadOnlyList<SetUpDifference> parts, Effects effects, CancellationToken stopping)
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
            else if (named.Contains(line) && parts.Any(part => part.Part == SetUpParts.VisitType && part.PartId == type.Id))
            {
                await setUp.Keep(SetUpParts.VisitType, type.Id, effects, stopping);
                (type.Name, type.Minutes) = (line.Name, line.Minutes);
            }
        }
    }
}

/// <param name="EnteredBefore">Visits that were there.</param>
/// <param name="Refused">One plain sentence a line that was not entered: ids only.</param>
internal sealed record ScheduleImported(int Providers, int Entered, int EnteredBefore, IReadOnlyList<string> Refused)
{
    /// <summary>Visits that were moved or cancelled.</summary>
    public int Changed { get; init; }

    /// <summary>What staff set up otherwise than the file says, and what stays so.</summary>
    public IReadOnlyList<SetUpDifference> KeptSetUp { get; init; } = [];

    /// <summary>Visits that stood otherwise than in the file.</summary>
    public IReadOnlyList<VisitDifference> Differing { get; init; } = [];
}
