namespace ClinicOps.Intake.Coverage;

/// <summary>The co-pay that a visit owes, as far as its coverage was verified.</summary>
internal sealed class CoPayDue
{
    private readonly CoPayAnswer unverified = new CoPayAnswer.NotKnown("Coverage was not verified");

    public Task<CoPayAnswer> For(Guid visitId, CancellationToken stopping) => Task.FromResult(unverified);
}

internal abstract record CoPayAnswer
{
    private CoPayAnswer()
    {
    }

    /// <param name="Evidence">In words: which answer of which payer says so.</param>
    public sealed record Owed(int Cents, string Evidence, Guid BenefitId, DateTimeOffset AnsweredAt) : CoPayAnswer;

    public sealed record NothingOwed(string Why) : CoPayAnswer;

    public sealed record NotKnown(string Why) : CoPayAnswer;
}
