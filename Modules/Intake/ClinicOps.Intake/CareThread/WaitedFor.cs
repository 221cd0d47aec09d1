using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.CareThread;

/// <summary>What of a care thread somebody outside of the clinic has to do, with no task of ours open for it.</summary>
/// <param name="Words">Without a full stop.</param>
/// <param name="Since">On the calendar of its location.</param>
internal sealed record WaitedFor(string Words, string Href, DateOnly Since)
{
    /// <returns>Null where it is not the payer's turn.</returns>
    public static WaitedFor? Of(AuthorizationRow row)
    {
        var of = row.Authorization;
        var isWithPayer = of.State == AuthorizationState.Submitted || of.Facts.IsAppealedGrant;
        return isWithPayer && of.SubmittedAt is { } sent
            ? new WaitedFor($"{of.Payer} decides on {row.Subject}", $"/intake/authorizations/authorization/{of.Id}", LocalTime.DayAt(row.Location, sent))
            : null;
    }

    /// <returns>Null where nobody outside is waited for.</returns>
    public static WaitedFor? Of(ReferralRow row)
    {
        var of = row.Referral;
        var words = of.State switch
        {
            ReferralState.Sent => $"an appointment and the consult note of {of.Facts.Request.Whom}",
            ReferralState.Scheduled => $"the consult note of {of.Facts.Request.Whom}",
            ReferralState.Requested => $"the referral of {of.Facts.Request.Whom}",
            _ => null,
        };
        return words is null ? null : new WaitedFor(words, $"/intake/referrals/referral/{of.Id}", LocalTime.DayAt(row.Location, of.SentAt ?? of.StartedAt));
    }
}
