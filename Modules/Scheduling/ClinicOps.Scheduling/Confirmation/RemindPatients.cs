using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Confirmation;

internal sealed record PatientsToRemind;

/// <summary>
/// Asks for the mails and the calls that the rules want by now, each once for a visit at a time, however often this runs. A mail only where the patient allows
/// it; who has booked today is not asked today.
/// </summary>
internal sealed partial class RemindPatients(
    SchedulingDb db,
    AskPatient ask,
    KnowRules rules,
    IContactPreferences preferences,
    IOrganization organization,
    IOptions<ConfirmationOptions> options,
    TimeProvider clock,
    ILogger<RemindPatients> log) : IJobHandler<PatientsToRemind>
{
    public async Task Run(PatientsToRemind arguments, JobMessage message, CancellationToken stopping)
    {
        var inForce = await rules.InForce(stopping);
        if (inForce.Rules.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var location in (await organization.Profile(stopping)).Locations)
        {
            var today = LocalTime.DayAt(location, now);
            var until = LocalTimes.Day(today.AddDays(inForce.Furthest), location.TimeZone).Until;
            var visits = await db.Visits.AsNoTracking()
                .Where(visit => visit.LocationId == location.Id && visit.State == VisitStates.Booked && visit.StartsAt > now && visit.StartsAt < until && !db.VisitsWithoutProvider.Contains(visit.Id)
                    && !db.StandingAttempts.Any(attempt => attempt.VisitId == visit.Id && attempt.StartsAt == visit.StartsAt && attempt.Outcome == ContactOutcome.Confirmed))
                .OrderBy(visit => visit.StartsAt)
                .ToListAsync(stopping);
            var due = visits.FindAll(visit => LocalTime.DayAt(location, visit.EnteredAt) < today);
            await EachByItself.Run(db, due, visit => Look(visit, inForce.For(visit.VisitTypeId), LocalTime.DayAt(location, visit.StartsAt).DayNumber - today.DayNumber, stopping), (failure, visit) => LogFailed(failure, visit.Id), stopping);
        }
    }

    /// <param name="days">From today to the visit.</param>
    private async Task Look(Visit visit, ConfirmationRule? rule, int days, CancellationToken stopping)
    {
        var asked = await db.Reminders.Where(known => known.VisitId == visit.Id && known.StartsAt == visit.StartsAt).Select(known => known.Way).ToListAsync(stopping);
        if (asked.Contains(ReminderWay.Call))
        {
            return;
        }

        if (days <= rule?.CallDaysBefore)
        {
            await ask.Run(visit, ReminderWay.Call, VisitToCall.Unconfirmed, stopping);
        }
        else if (days <= rule?.MailDaysBefore && options.Value.MayMail && asked.Count == 0 && await preferences.ReminderReader(visit.PatientId, stopping) is not null)
        {
            await ask.Run(visit, ReminderWay.Mail, "", stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Visit {VisitId} is to be confirmed, and could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid visitId);
}
