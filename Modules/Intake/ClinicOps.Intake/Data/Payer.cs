namespace ClinicOps.Intake.Data;

/// <summary>Who pays for care, as coverages name them.</summary>
internal sealed class Payer
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>How names are compared: letters and digits alone, unique.</summary>
    public required string NameKey { get; set; }

    /// <summary>By which the clearinghouse knows the payer; empty while nobody has said it.</summary>
    public string ElectronicId { get; set; } = "";

    /// <summary>One of <see cref="Coverage.PayerKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>One of <see cref="Coverage.VerifyWays"/>.</summary>
    public required string VerifyBy { get; set; }

    /// <summary>The portal's name or the number to call, for who verifies by hand.</summary>
    public string HowTo { get; set; } = "";

    /// <summary>False: the payer refuses dates in the future, so it is asked for today, and again on the day of the visit.</summary>
    public bool AnswersFutureDates { get; set; } = true;

    /// <summary>Whether this clinic is in the payer's network; null while nobody has said it.</summary>
    public bool? InNetwork { get; set; }

    /// <summary>Its plans pay for a visit only with a referral of the PCP.</summary>
    public bool NeedsReferral { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Null when a machine changed it.</summary>
    public Guid? ChangedBy { get; set; }

    public uint Version { get; init; }
}
