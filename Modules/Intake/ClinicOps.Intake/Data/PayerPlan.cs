namespace ClinicOps.Intake.Data;

/// <summary>
/// One plan of a payer, as staff keep it. What it says of its class, of referrals and of the network counts before what stands at the payer; what it does not say is asked of the payer.
/// Its name never changes, since coverages, requests and rules name the plan by it: one that is called otherwise is another plan.
/// </summary>
internal sealed class PayerPlan
{
    public required Guid Id { get; init; }

    public required Guid PayerId { get; init; }

    public required string Name { get; init; }

    /// <summary>How names are compared (<see cref="Coverage.PlanNames"/>); unique among the plans of the payer.</summary>
    public required string NameKey { get; init; }

    /// <summary>One of <see cref="Coverage.PlanKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>One of <see cref="Coverage.PayerKinds"/>, by which rules and clocks go; empty for that of its kind, or of the payer.</summary>
    public string Class { get; set; } = "";

    /// <summary>Whether it pays only with a referral of the PCP; null while nobody has said it: then what stands at the payer counts.</summary>
    public bool? NeedsReferral { get; set; }

    /// <summary>Whether this clinic is in its network; null while nobody has said it: then what stands at the payer counts.</summary>
    public bool? InNetwork { get; set; }

    public string Notes { get; set; } = "";

    /// <summary>False: it is not offered any more. Coverages that have it keep it.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Of the version that is in force, from 1.</summary>
    public required int Number { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public Guid? ChangedBy { get; set; }

    public uint Version { get; init; }
}

/// <summary>A plan as somebody said it once. Append-only: by the version before, a change is undone.</summary>
internal sealed class PayerPlanVersion
{
    public required Guid Id { get; init; }

    public required Guid PlanId { get; init; }

    public required Guid PayerId { get; init; }

    public required string Name { get; init; }

    /// <summary>Counts the versions of the plan, from 1.</summary>
    public required int Number { get; init; }

    public required string Kind { get; init; }

    public string Class { get; init; } = "";

    public bool? NeedsReferral { get; init; }

    public bool? InNetwork { get; init; }

    public string Notes { get; init; } = "";

    public required bool IsActive { get; init; }

    /// <summary>That it was added was undone: it is not kept any more.</summary>
    public bool IsRemoved { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
