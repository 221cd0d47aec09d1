using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Referrals;

internal abstract record ReferralWork
{
    private ReferralWork()
    {
    }

    /// <param name="EventId">By which the step can be taken back.</param>
    public sealed record Done(Referral Referral, Guid EventId, string What) : ReferralWork;

    /// <summary>A second click.</summary>
    public sealed record WasDone : ReferralWork;

    public sealed record Refused(string Why) : ReferralWork;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : ReferralWork;

    /// <summary>There is none, or not at the user's locations.</summary>
    public sealed record Unknown : ReferralWork;
}
