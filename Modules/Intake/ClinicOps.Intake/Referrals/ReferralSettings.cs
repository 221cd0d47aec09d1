using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Referrals;

/// <summary>Section Intake:Referrals: business days after which a task asks how a referral stands. Holidays are those of Intake:Authorizations.</summary>
internal sealed class ReferralSettings
{
    public const string Section = "Intake:Referrals";

    /// <summary>In: until the PCP is asked for one that is needed.</summary>
    [Range(0, 60, ErrorMessage = "Intake:Referrals:AskDays is 0 to 60.")]
    public int AskDays { get; init; } = 1;

    /// <summary>In: until the PCP is asked again.</summary>
    [Range(1, 60, ErrorMessage = "Intake:Referrals:AskAgainDays is 1 to 60.")]
    public int AskAgainDays { get; init; } = 3;

    /// <summary>In: until somebody says whether this clinic takes one that came.</summary>
    [Range(0, 60, ErrorMessage = "Intake:Referrals:DecideDays is 0 to 60.")]
    public int DecideDays { get; init; } = 1;

    /// <summary>Out: until one is sent.</summary>
    [Range(0, 60, ErrorMessage = "Intake:Referrals:SendDays is 0 to 60.")]
    public int SendDays { get; init; } = 2;

    /// <summary>Out: until somebody asks whether the patient has an appointment.</summary>
    [Range(1, 90, ErrorMessage = "Intake:Referrals:AppointmentDays is 1 to 90.")]
    public int AppointmentDays { get; init; } = 7;

    /// <summary>Out: the same for what is urgent.</summary>
    [Range(0, 30, ErrorMessage = "Intake:Referrals:UrgentDays is 0 to 30.")]
    public int UrgentDays { get; init; } = 1;

    /// <summary>Out: after the appointment, until the consult note is asked for.</summary>
    [Range(1, 120, ErrorMessage = "Intake:Referrals:NoteDays is 1 to 120.")]
    public int NoteDays { get; init; } = 10;

    /// <summary>Calendar days from which an open referral counts as old on the list.</summary>
    [Range(1, 365, ErrorMessage = "Intake:Referrals:OldDays is 1 to 365.")]
    public int OldDays { get; init; } = 30;

    /// <summary>The day on which somebody is asked how it stands, counted from today: a step or an attempt begins it anew. Null while nobody waits for anything.</summary>
    public DateOnly? ChaseOn(ReferralFacts facts, Clocks clocks, DateOnly today)
    {
        var isUrgent = facts.Request.Urgency != "routine";
        return facts.State switch
        {
            ReferralState.Needed => clocks.BusinessDaysAfter(today, AskDays),
            ReferralState.Requested => clocks.BusinessDaysAfter(today, AskAgainDays),
            ReferralState.Received => clocks.BusinessDaysAfter(today, DecideDays),
            ReferralState.Draft => clocks.BusinessDaysAfter(today, isUrgent ? Math.Min(SendDays, UrgentDays) : SendDays),
            ReferralState.Sent => clocks.BusinessDaysAfter(today, isUrgent ? UrgentDays : AppointmentDays),
            ReferralState.Scheduled => clocks.BusinessDaysAfter(facts.AppointmentOn is { } day && day > today ? day : today, NoteDays),
            _ => null,
        };
    }
}
