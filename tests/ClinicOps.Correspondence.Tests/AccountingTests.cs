using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>
/// The log of what left against a plain model: a hundred cases drawn at random, of every way and every end, two records that are merged in the middle and un-merged at the end.
/// The model knows what happened to each case and nothing of how it is stored.
/// </summary>
public sealed class AccountingTests(TestCluster cluster) : IAsyncLifetime
{
    private const int Cases = 100;
    private const int Seed = 20261201;

    private static readonly string[] OfMail =
    [
        "sent", "refused", "put off, then sent", "unknown", "unknown, said to have arrived", "unknown, the sender knows that it was taken", "unknown, the sender knows that it was refused", "unknown, the sender says later",
        "unknown, again, sent", "unknown, again, refused", "unknown, again, taken back", "sent, came back", "unknown, came back", "taken back", "waits", "misdirected", "misdirected, came back", "put off, unknown, again, refused",
    ];

    private static readonly string[] OfPrint = ["posted", "printed", "print undone", "taken back", "waits", "print undone, posted"];

    private static readonly string[] ByHand = ["entered", "entered twice", "entered, taken back", "entered, taken back twice"];

    private static readonly string[] All = [.. OfMail, .. OfPrint, .. ByHand];

    private static readonly (string ReadBy, string Kind, string Purpose)[] Readers =
    [
        (AddressReader.Patient, "patient", "at_request"), (AddressReader.Family, "family", "at_request"), (AddressReader.Colleague, "colleague", "treatment"), (AddressReader.Payer, "payer", "payment"),
    ];

    private readonly Random random = new(Seed);
    private readonly List<Expected> model = [];
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task The_accounting_of_a_hundred_cases_drawn_at_random_is_exactly_what_a_plain_model_says()
    {
        var first = clinic.Clock.GetUtcNow();
        var ends = new HashSet<string>();
        for (var number = 0; number < Cases; number++)
        {
            if (number == 60)
            {
                await InOne((services, _) => services.GetRequiredService<CarriedRows<CorrespondenceDb>>().Join(Nguyen.Id, Nunez.Id, CancellationToken.None));
            }

            // Each end of each way comes at least once; the rest as it is drawn.
            var script = number < All.Length ? All[number] : Draw(All);
            ends.Add(script);
            var patient = random.Next(2) == 0 ? Nguyen.Id : Nunez.Id;
            await (ByHand.Contains(script) ? Hand(script, patient) : OfPrint.Contains(script) && (!OfMail.Contains(script) || random.Next(2) == 0) ? Print(script, patient) : Mail(script, patient));
            clinic.Clock.Advance(TimeSpan.FromHours(7));
        }

        Assert.Equal(OfMail.Concat(OfPrint).Concat(ByHand).Distinct().Count(), ends.Count);
        var last = clinic.Clock.GetUtcNow();
        var (from, middle, until) = (Day(first), Day(first + ((last - first) / 2)), Day(last));

        // While the two are one, the record that stands has everything.
        await Compare([Nguyen.Id, Nunez.Id], Nunez.Id, from, until);
        await InOne((services, _) => services.GetRequiredService<CarriedRows<CorrespondenceDb>>().Part(Nguyen.Id, CancellationToken.None));

        // Parted, each has its own again, also what was written while they were one.
        await Compare([Nguyen.Id], Nguyen.Id, from, until);
        await Compare([Nunez.Id], Nunez.Id, from, until);
        await Compare([Nguyen.Id], Nguyen.Id, middle, until);
        await Compare([Nunez.Id], Nunez.Id, from, middle);

        // Told once more, nothing is added: what left is logged once.
        var rows = (await clinic.Sql("SELECT count(*) FROM correspondence.disclosures"))[0];
        await clinic.In(async (CorrespondenceDb db) =>
        {
            var log = new LogDeliveries(db, clinic.Clock);
            foreach (var delivery in await db.Deliveries.Where(d => d.State == DeliveryState.Sent || d.State == DeliveryState.Unknown).ToListAsync())
            {
                var letter = await db.Letters.SingleAsync(l => l.Id == delivery.LetterId);
                (delivery.State == DeliveryState.Sent ? (Action<Letter, LetterDelivery>)log.Left : log.MayHaveLeft)(letter, delivery);
            }

            await db.SaveChangesAsync();
        });
        Assert.Equal(rows, (await clinic.Sql("SELECT count(*) FROM correspondence.disclosures"))[0]);
    }

    private async Task Compare(IReadOnlyCollection<Guid> owners, Guid patient, DateOnly from, DateOnly until)
    {
        foreach (var all in new[] { true, false })
        {
            var expected = model.Where(one => owners.Contains(one.Patient) && Day(one.LeftAt) >= from && Day(one.LeftAt) <= until && (all || one.IsAccounted)).Select(one => one.InWords).Order(StringComparer.Ordinal).ToList();
            var listed = await clinic.In((AccountDisclosures account) => account.Of(patient, from, until, TestOrganization.Harbor, all, CancellationToken.None));
            Assert.Equal(expected, listed.Select(row => new Expected(row.DeliveryId ?? row.Id, patient, row.Kind, row.Purpose, row.State, row.LeftAt).InWords).Order(StringComparer.Ordinal));
            Assert.Equal(listed.OrderByDescending(row => row.LeftAt).Select(row => row.LeftAt), listed.Select(row => row.LeftAt));
        }
    }

    private async Task Mail(string script, Guid patient)
    {
        var (readBy, kind, purpose) = Draw(Readers);
        var (letter, id) = await Written(patient, random.Next(2) == 0 ? DeliveryWay.Email : DeliveryWay.Fax, readBy);
        DateTimeOffset? began = null;
        void Is(string state, DateTimeOffset at, bool mistake = false) => Add(new Expected(id, patient, mistake ? DisclosureKind.Other : kind, mistake ? DisclosurePurpose.Mistake : purpose, state, at));
        foreach (var step in script.Split(", ", StringSplitOptions.TrimEntries).Select(step => step.StartsWith("then ", StringComparison.Ordinal) ? step[5..] : step))
        {
            switch (step)
            {
                case "sent" or "misdirected":
                    await Attempt(id, new MailOutcome.Accepted());
                    Is(DisclosureState.Left, clinic.Clock.GetUtcNow());
                    if (step == "misdirected")
                    {
                        var left = model[^1].LeftAt;
                        await Misdirect(letter, id);
                        Is(DisclosureState.Left, left, mistake: true);
                    }

                    break;
                case "refused":
                    await Attempt(id, new MailOutcome.Refused(DeliveryProblem.Refused, "550"));
                    break;
                case "put off":
                    await Attempt(id, new MailOutcome.Later(DeliveryProblem.PutOff, "451", ServerIsReached: true));
                    break;
                case "unknown":
                    began = await Attempt(id, new MailOutcome.Unknown());
                    Is(DisclosureState.MayHaveLeft, began.Value);
                    break;
                case "said to have arrived":
                    await clinic.In((DecideDelivery decide) => decide.Arrived(id, CancellationToken.None));
                    Is(DisclosureState.Left, began!.Value);
                    break;
                case "the sender knows that it was taken":
                    await clinic.In((DeliveryStates states) => states.End(id, 1, new MailOutcome.Accepted(), CancellationToken.None));
                    Is(DisclosureState.Left, began!.Value);
                    break;
                case "the sender knows that it was refused" or "the sender says later":
                    await clinic.In((DeliveryStates states) => states.End(
                        id, 1, step == "the sender says later" ? new MailOutcome.Later(DeliveryProblem.PutOff, null, true) : new MailOutcome.Refused(DeliveryProblem.MailboxUnknown, "550"), CancellationToken.None));
                    model.RemoveAll(one => one.Id == id);
                    break;
                case "again":
                    await clinic.In((DecideDelivery decide) => decide.SendAgain(id, CancellationToken.None));
                    break;
                case "taken back":
                    await clinic.In((DecideDelivery decide) => decide.Cancel(id, CancellationToken.None));
                    break;
                case "came back":
                    var mistaken = model.FindLast(one => one.Id == id)!;
                    await ComeBack(id);
                    Is(DisclosureState.CameBack, mistaken.LeftAt, mistaken.Purpose == DisclosurePurpose.Mistake);
                    break;
            }

            clinic.Clock.Advance(TimeSpan.FromMinutes(11));
        }
    }

    private async Task Print(string script, Guid patient)
    {
        var (_, id) = await Written(patient, DeliveryWay.Print, null);
        foreach (var step in script.Split(", "))
        {
            var batch = Guid.CreateVersion7();
            if (step is "posted" or "printed" or "print undone")
            {
                Assert.Single(await clinic.In((PrintLetters print) => print.MarkPrinted(batch, [id], CancellationToken.None)));
            }

            switch (step)
            {
                case "posted":
                    clinic.Clock.Advance(PrintLetters.UndoWindow);
                    await clinic.In((PostBatch post) => post.Run(new BatchToPost(batch), null!, CancellationToken.None));
                    Add(new Expected(id, patient, DisclosureKind.Patient, DisclosurePurpose.AtRequest, DisclosureState.Left, clinic.Clock.GetUtcNow()));
                    break;
                case "print undone":
                    Assert.Equal(1, await clinic.In((PrintLetters print) => print.Undo(batch, CancellationToken.None)));
                    break;
                case "taken back":
                    await clinic.In((DecideDelivery decide) => decide.Cancel(id, CancellationToken.None));
                    break;
            }
        }
    }

    private async Task Hand(string script, Guid patient)
    {
        var (kind, purpose, way) = (Draw(DisclosureWords.Kinds).Code, Draw(DisclosureWords.Purposes).Code, Draw(DisclosureWords.WaysByHand).Code);
        var given = new GivenOut(Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, "Somebody", kind, way, "A face sheet", purpose, "", clinic.Clock.GetUtcNow(), "standard");
        Assert.True(await clinic.In((LogDisclosure log) => log.Run(given, CancellationToken.None)));
        Add(new Expected(given.Id, patient, kind, purpose, DisclosureState.Left, given.LeftAt));
        if (script == "entered twice")
        {
            Assert.False(await clinic.In((LogDisclosure log) => log.Run(given with { What = "Another" }, CancellationToken.None)));
        }

        if (script.Contains("taken back", StringComparison.Ordinal))
        {
            Assert.True(await clinic.In((LogDisclosure log) => log.TakeBack(patient, given.Id, CancellationToken.None)));
            model.RemoveAll(one => one.Id == given.Id);
        }

        if (script.EndsWith("twice", StringComparison.Ordinal) && script != "entered twice")
        {
            Assert.False(await clinic.In((LogDisclosure log) => log.TakeBack(patient, given.Id, CancellationToken.None)));
        }
    }

    /// <summary>The last that is known of a case stands alone.</summary>
    private void Add(Expected one)
    {
        model.RemoveAll(known => known.Id == one.Id);
        model.Add(one);
    }

    /// <returns>When it began.</returns>
    private async Task<DateTimeOffset> Attempt(Guid id, MailOutcome outcome)
    {
        var began = clinic.Clock.GetUtcNow();
        var attempt = await clinic.In((DeliveryStates states) => states.Begin(id, CancellationToken.None));
        await clinic.In((DeliveryStates states) => states.End(id, attempt!.Value, outcome, CancellationToken.None));
        return began;
    }

    private Task ComeBack(Guid id) => clinic.In((RecordReturnedMail record) => record.Run(
        "here", "INBOX", 1, random.Next(1, int.MaxValue), $"{id:N}", new MailReport(ReturnedKind.Failed, id, DeliveryProblem.Bounced, "5.0.0"), CancellationToken.None));

    private Task Misdirect(Guid letter, Guid id) => InOne(async (services, effects) =>
    {
        await services.GetRequiredService<CorrespondenceDb>().LockLetter(letter, CancellationToken.None);
        Assert.True(services.GetRequiredService<LogDisclosure>().Misdirected(id, "a household at that number", "found by a call", effects));
    });

    /// <summary>In one transaction of the module.</summary>
    private async Task InOne(Func<IServiceProvider, Effects, Task> act)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ModuleTransaction<CorrespondenceDb>>().Run(effects => act(scope.ServiceProvider, effects), CancellationToken.None);
    }

    /// <summary>An approved letter of this record with a delivery that waits.</summary>
    private async Task<(Guid Letter, Guid Delivery)> Written(Guid patient, string way, string? readBy)
    {
        var letter = await clinic.Approved(ToSchedule with { Id = Guid.CreateVersion7(), PatientId = patient }, "pages"u8.ToArray());
        var delivery = Guid.CreateVersion7();
        await clinic.In(async (CorrespondenceDb db) =>
        {
            db.Deliveries.Add(new LetterDelivery
            {
                Id = delivery,
                LetterId = letter.Id,
                ApprovalId = await db.Approvals.Where(a => a.LetterId == letter.Id).Select(a => a.Id).SingleAsync(),
                Way = way,
                Address = way switch { DeliveryWay.Email => "reader@patient.example", DeliveryWay.Fax => "12075550199", _ => null },
                ReadBy = readBy,
                LocationId = letter.LocationId,
                RequestedAt = clinic.Clock.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        });
        return (letter.Id, delivery);
    }

    private T Draw<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static DateOnly Day(DateTimeOffset at) => LocalTime.DayAt(TestOrganization.Harbor, at);

    /// <param name="Patient">Whose record it was written in.</param>
    private sealed record Expected(Guid Id, Guid Patient, string Kind, string Purpose, string State, DateTimeOffset LeftAt)
    {
        /// <summary>What the law leaves out: treatment, payment, the clinic's own work, what the patient asked for or allowed, what went to the patient. Never what was a mistake.</summary>
        public bool IsAccounted => Purpose == "mistake" || (Kind != "patient" && Purpose == "required_by_law");

        public string InWords => $"{Id} {Kind} {Purpose} {State} {LeftAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss}";
    }
}
