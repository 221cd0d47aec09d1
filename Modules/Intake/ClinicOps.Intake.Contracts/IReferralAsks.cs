namespace ClinicOps.Intake.Contracts;

/// <summary>What a letter needs to say that asks a primary care provider (PCP) for a referral. Patient text: do not log or store elsewhere. The caller audits what it shows.</summary>
public interface IReferralAsks
{
    /// <param name="taskId">The task that the letter is written from; null where it is begun at the patient.</param>
    Task<ReferralAsk> Find(Guid patientId, Guid? taskId, CancellationToken stopping = default);
}

/// <summary>Each part is null where nobody knows it.</summary>
/// <param name="Pcp">Whom the referral names, else the PCP of the record, as it stands on an envelope: name, practice and fax, a line each.</param>
/// <param name="Plan">Whose plan wants the referral, with the patient's member id.</param>
/// <param name="Reason">What the patient is to be seen for: specialty, reason, diagnosis.</param>
public sealed record ReferralAsk(string? Pcp, string? Plan, string? Reason)
{
    /// <summary>The PCP's name alone, or the practice's.</summary>
    public string? PcpName { get; init; }

    /// <summary>The PCP's fax number, as the record has it: never that of another whom a referral names.</summary>
    public string? PcpFax { get; init; }
}
