namespace ClinicOps.Intake.Coverage.X12;

/// <summary>What a 271 says, each thing with the segment it was read from.</summary>
/// <param name="Reference">BHT03.</param>
/// <param name="People">Subscribers and dependants in the order of the message, whoever was answered for and whoever was rejected.</param>
/// <param name="Problems">What is wrong with the message, in sentences; what could be read is here nevertheless.</param>
internal sealed record Answer271(
    string ControlNumber,
    string Reference,
    IReadOnlyList<Party271> Payers,
    IReadOnlyList<Party271> Providers,
    IReadOnlyList<Person271> People,
    IReadOnlyList<string> Problems)
{
    /// <summary>Every AAA of the message, wherever it stands.</summary>
    public IEnumerable<Rejection271> Rejections =>
        Payers.SelectMany(payer => payer.Rejections)
            .Concat(Providers.SelectMany(provider => provider.Rejections))
            .Concat(People.SelectMany(person => person.Rejections.Concat(person.Benefits.SelectMany(benefit => benefit.Rejections))));

    /// <summary>TRN02 of every trace: by one of them an answer finds its question.</summary>
    public IEnumerable<string> TraceNumbers => People.SelectMany(person => person.Traces).Select(trace => trace.Number);
}

/// <summary>A payer or a provider.</summary>
/// <param name="IdKind">NM108: PI payer id, XX NPI, SV provider number, 46 electronic id, FI tax id.</param>
internal sealed record Party271(string Name, string IdKind, string Id, IReadOnlyList<Rejection271> Rejections, string Raw);

/// <param name="IsDependant">Of a subscriber, whose position in the answer is <paramref name="SubscriberNumber"/>.</param>
/// <param name="Payer">Whose answer this is; null where the message does not say.</param>
/// <param name="Relationship">INS02 in words: what the person is to the subscriber.</param>
/// <param name="PlanDates">DTP above the benefits.</param>
/// <param name="Other">Segments that no part of this record stands for, as they are.</param>
internal sealed record Person271(
    bool IsDependant,
    int? SubscriberNumber,
    Party271? Payer,
    Party271? Provider,
    string LastName,
    string FirstName,
    string MiddleName,
    string Suffix,
    string MemberId,
    DateOnly? BirthDate,
    string Sex,
    string Relationship,
    IReadOnlyList<string> Address,
    IReadOnlyList<Trace271> Traces,
    IReadOnlyList<Reference271> References,
    IReadOnlyList<Date271> PlanDates,
    IReadOnlyList<string> Messages,
    IReadOnlyList<Rejection271> Rejections,
    IReadOnlyList<Benefit271> Benefits,
    IReadOnlyList<string> Other);

/// <summary>One EB loop.</summary>
/// <param name="Info">EB01, "B"; <paramref name="InfoWords"/> says it, "co-payment".</param>
/// <param name="Level">EB02: whom it covers, "IND".</param>
/// <param name="ServiceTypes">EB03, each repetition; none where the benefit is not about kinds of service.</param>
/// <param name="Insurance">EB04.</param>
/// <param name="Period">EB06.</param>
/// <param name="AmountCents">EB07.</param>
/// <param name="Percent">EB08 in percent: 20 for ".2".</param>
/// <param name="AuthorizationNeeded">EB11: null where it is unknown or not said.</param>
/// <param name="Network">EB12: Y in the network, N out of it, W either, U unknown, empty not said.</param>
/// <param name="Procedure">EB13, as it stands.</param>
/// <param name="Raw">The EB segment.</param>
/// <param name="RawLoop">It and every segment below it.</param>
internal sealed record Benefit271(
    string Info,
    string InfoWords,
    string Level,
    IReadOnlyList<ServiceType271> ServiceTypes,
    string Insurance,
    string Plan,
    string Period,
    string PeriodWords,
    int? AmountCents,
    decimal? Percent,
    string QuantityKind,
    decimal? Quantity,
    bool? AuthorizationNeeded,
    string Network,
    string Procedure,
    IReadOnlyList<string> Messages,
    IReadOnlyList<Date271> Dates,
    IReadOnlyList<Reference271> References,
    IReadOnlyList<Delivery271> Deliveries,
    IReadOnlyList<Condition271> Conditions,
    IReadOnlyList<Entity271> Entities,
    IReadOnlyList<Rejection271> Rejections,
    string Raw,
    IReadOnlyList<string> RawLoop);

internal sealed record ServiceType271(string Code, string Words);

/// <param name="IsOurs">TRN01 is 2: the number that the question carried.</param>
internal sealed record Trace271(bool IsOurs, string Number, string Origin);

internal sealed record Reference271(string Kind, string Words, string Number, string Name);

/// <param name="From">Null where the date cannot be read; <paramref name="Raw"/> has it.</param>
/// <param name="To">The last day; null for a single date.</param>
internal sealed record Date271(string Kind, string Words, DateOnly? From, DateOnly? To, string Raw);

/// <summary>An HSD segment: how much of it, how often.</summary>
internal sealed record Delivery271(string Words, string Raw);

/// <summary>A III segment: where or for what the benefit holds.</summary>
internal sealed record Condition271(string Kind, string Code, string Words, string Raw);

/// <summary>Somebody a benefit names: the primary care provider, another payer.</summary>
/// <param name="Role">NM101, "P3".</param>
/// <param name="Phones">PER, as written.</param>
internal sealed record Entity271(string Role, string RoleWords, string Name, string IdKind, string Id, IReadOnlyList<string> Phones, IReadOnlyList<string> Address, string Raw);

/// <summary>An AAA segment: why there is no answer.</summary>
/// <param name="Where">payer, provider, subscriber, dependant or benefit.</param>
/// <param name="Code">AAA03.</param>
/// <param name="FollowUp">AAA04.</param>
internal sealed record Rejection271(string Where, string Code, string Words, string FollowUp, string FollowUpWords, string Raw);
