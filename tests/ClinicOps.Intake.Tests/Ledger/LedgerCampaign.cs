using System.Collections.Concurrent;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Npgsql;
using static ClinicOps.Intake.Tests.IntakeClinic;
using static ClinicOps.Intake.Tests.Ledger.LedgerClinic;

namespace ClinicOps.Intake.Tests.Ledger;

/// <summary>
/// Random operations by several desks at once, each compared with the model: its answer, and from time to time every balance, drawer and
/// line. A desk has its own patients and drawer, so that its model knows what must come; what two desks do to one another is tested by
/// requests that are sent twice at the same time.
/// </summary>
/// <param name="crashes">Whether requests are broken off: before and after the commit, by a killed connection, by being cancelled.</param>
internal sealed class LedgerCampaign(TestClinic clinic, int seed, bool crashes)
{
    public const int Desks = 4;

    /// <summary>Operations of a desk before its patients are looked at, the next day comes, and half of them are exchanged.</summary>
    private const int Day = 125;

    private const int PatientsOfADesk = 6;

    private readonly TestClinic clinic = clinic;
    private readonly bool crashes = crashes;
    private readonly ConcurrentDictionary<string, int> answers = new();
    private readonly ConcurrentBag<string> wrong = [];
    private int operations;
    private int doubled;
    private int broken;

    public async Task<LedgerFigures> Run(int count)
    {
        var desks = new List<Desk>();
        for (var number = 0; number < Desks; number++)
        {
            desks.Add(new Desk(this, new Random((seed * 1000) + number), await clinic.AddDrawer($"Window {number + 1} of {seed}")));
        }

        while (operations < count && wrong.Count < 20)
        {
            var each = Math.Min(Day, (count - operations + Desks - 1) / Desks);
            await Task.WhenAll(desks.Select(desk => Task.Run(() => desk.Work(each))));
            clinic.Clock.Advance(TimeSpan.FromDays(1));
        }

        await ReadAgain(desks);
        return new(operations, doubled, broken, answers.ToDictionary(), await CountLines(), [.. wrong]);
    }

    private async Task<long> CountLines() => (long)(await clinic.Sql("SELECT count(*) FROM intake.ledger_entries"))[0]!;

    /// <summary>From the rows alone, by the database: their number, what they come to, their papers and their audit entries.</summary>
    private async Task ReadAgain(List<Desk> desks)
    {
        var models = desks.ConvertAll(desk => desk.Model);
        await clinic.In(async (IEnumerable<IVerification> checks) =>
        {
            foreach (var check in checks)
            {
                (await check.Problems(CancellationToken.None)).ToList().ForEach(wrong.Add);
            }
        });

        Expect("lines", models.Sum(model => model.Lines.Count), await CountLines());
        Expect("papers", models.Sum(model => model.Papers), (long)(await clinic.Sql("SELECT count(*) FROM intake.money_papers WHERE kind = 'receipt'"))[0]!);
        Expect("audit entries of lines", models.Sum(model => model.Lines.Count), (long)(await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action LIKE 'money.%'"))[0]!);
        var balances = await clinic.Sql("SELECT patient_id || ' ' || sum(cents) FILTER (WHERE counts_as <> 'applied') FROM intake.ledger_entries GROUP BY patient_id ORDER BY patient_id");
        var expected = models.SelectMany(model => model.Patients).Where(patient => models.Any(model => model.Lines.Values.Any(line => line.Patient == patient.Value))).ToDictionary(patient => patient.Key, patient => patient.Value.Balance);
        Expect("accounts", expected.Count, balances.Count);
        foreach (var line in balances.Cast<string?>())
        {
            // An account with nothing but what was applied has no sum; there is none such, since that needs a prepayment.
            var parts = (line ?? "").Split(' ');
            Expect("balance read again", expected[Guid.Parse(parts[0])], long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private void Expect(string what, object expected, object found)
    {
        if ($"{expected}" != $"{found}")
        {
            wrong.Add($"{what}: expected {expected}, found {found}");
        }
    }

    private sealed class Desk(LedgerCampaign campaign, Random draw, Guid drawer)
    {
        private readonly List<Guid> patients = [];
        private readonly List<Func<Task>> earlier = [];
        private readonly List<Guid> closed = [];
        private List<Guid> lines = [];
        private Guid session;

        public LedgerModel Model { get; } = new();

        public async Task Work(int count)
        {
            await NextDay();
            for (var done = 0; done < count; done++)
            {
                Interlocked.Increment(ref campaign.operations);
                await One();
            }

            await Compare();
        }

        private async Task NextDay()
        {
            Model.Day++;
            patients.RemoveRange(0, patients.Count / 2);
            while (patients.Count < PatientsOfADesk)
            {
                var name = $"Patient{(char)('a' + draw.Next(26))}{(char)('a' + draw.Next(26))}";
                var patient = await Certainly(() => campaign.clinic.Register(Person("Model", name)));
                patients.Add(patient);
                Model.Patients[patient] = new ModelPatient();
            }

            lines = [.. Model.Lines.Where(line => patients.Any(patient => Model.Patients[patient] == line.Value.Patient)).Select(line => line.Key)];
            earlier.Clear();
            if (session == Guid.Empty)
            {
                await OpenAnew();
            }
        }

        private async Task One()
        {
            var kind = draw.Next(100);
            if (kind < 12 && earlier.Count > 0)
            {
                await earlier[draw.Next(earlier.Count)]();
                return;
            }

            var patient = patients[draw.Next(patients.Count)];
            var visit = Model.Patients[patient].Visits.Count > 0 && draw.Next(3) > 0 ? Model.Patients[patient].Visits.Keys.ElementAt(draw.Next(Model.Patients[patient].Visits.Count)) : Guid.CreateVersion7();
            var (id, cents) = (Guid.CreateVersion7(), draw.Next(1, 6000));
            switch (kind)
            {
                case < 45:
                    await Take(Drawn(id, patient, draw.Next(4) == 0 ? null : visit, cents));
                    break;
                case < 49 when Model.Patients[patient].Visit(visit).Charge is { } wrong:
                    var (standing, right) = (draw.Next(5) == 0 ? Guid.CreateVersion7() : Model.Lines.First(line => ReferenceEquals(line.Value, wrong)).Key, CoPay(draw.Next(3) * 1000 + 1500));
                    await Send(right.Id, () => campaign.clinic.Correct(patient, visit, standing, right, id), () => Model.Correct(id, standing, right, patient, visit), "correct");
                    break;
                case < 52:
                    await Send(id, () => campaign.clinic.Charge(patient, visit, cents, id), () => Model.Charge(id, patient, visit, cents), "charge");
                    break;
                case < 60:
                    var most = Math.Min(Model.Patients[patient].Prepaid, Model.Patients[patient].Visit(visit).Owed);
                    cents = most > 0 && draw.Next(3) > 0 ? draw.Next(1, most + 1) : cents;
                    var entered = draw.Next(3) == 0 ? CoPay(draw.Next(3) * 1000 + 1500) : null;
                    await Send(id, () => campaign.clinic.Apply(patient, visit, cents, id, entered), () => Model.Apply(id, patient, visit, cents, entered), "apply");
                    break;
                case < 78 when lines.Count > 0:
                    var (paid, all) = (lines[draw.Next(lines.Count)], draw.Next(2) == 0);
                    cents = all && Model.Lines[paid].Refundable is > 0 and var left ? left : draw.Next(1, 4000);
                    await Refund(new Refunding(id, paid, Session(), cents, PaymentMethods.All[draw.Next(4)], "17", "Paid twice"));
                    break;
                case < 97 when lines.Count > 0:
                    var of = lines[draw.Next(lines.Count)];
                    await Send(id, () => campaign.clinic.Void(of, id), () => Model.Void(id, of), "void");
                    break;
                case >= 97:
                    await CloseAndOpen();
                    break;
            }
        }

        private Taking Drawn(Guid id, Guid patient, Guid? visit, int cents)
        {
            var method = PaymentMethods.All[draw.Next(4)];
            var owed = visit is { } at ? Model.Patients[patient].Visit(at).Owed : 0;
            var charge = visit is not null && draw.Next(2) == 0 ? CoPay(draw.Next(3) * 1000 + 1500) : null;
            var paid = draw.Next(3) switch { 0 => cents, 1 when owed > 0 => owed, _ => charge?.Cents ?? cents };
            return new Taking(id, patient, visit, Session(), paid, method, method is PaymentMethods.Cash ? "" : "17", method == PaymentMethods.Cash && draw.Next(2) == 0 ? paid + draw.Next(2000) : null) { Charge = charge };
        }

        /// <summary>Once in a while one that is closed.</summary>
        private Guid Session() => closed.Count > 0 && draw.Next(20) == 0 ? closed[draw.Next(closed.Count)] : session;

        private async Task Take(Taking taking)
        {
            await Send(taking.Id, () => campaign.clinic.Take(taking), () => Model.Take(taking), "take");
            if (draw.Next(10) == 0)
            {
                var other = taking with { Cents = taking.Cents + 1, GivenCents = null, Charge = null };
                await Send(taking.Id, () => campaign.clinic.Take(other), () => Model.Take(other), "take");
            }
        }

        private Task Refund(Refunding refunding) => Send(refunding.Id, () => campaign.clinic.Refund(refunding), () => Model.Refund(refunding), "refund");

        private async Task CloseAndOpen()
        {
            var (expected, id) = (Model.Sessions[session].Expected, session);
            var counted = draw.Next(2) == 0 ? expected : expected with { Cash = expected.Cash + draw.Next(-500, 500), Card = expected.Card + 100 };
            var shut = await Certainly(() => campaign.clinic.Close(new Count(id, counted, expected, "", counted == expected ? "" : "Miscounted")));
            campaign.Expect("closing", "Done", shut.GetType().Name);
            if (shut is DrawerShut.Done { Closing: var closing })
            {
                campaign.Expect("difference at closing", counted.Total - expected.Total, closing.DifferenceCents);
            }

            Model.Sessions[session].IsOpen = false;
            closed.Add(session);
            campaign.answers.AddOrUpdate("close Done", 1, (_, n) => n + 1);
            await OpenAnew();
        }

        private async Task OpenAnew()
        {
            var (id, cents) = (Guid.CreateVersion7(), draw.Next(20_000));
            var opened = await Certainly(() => campaign.clinic.In((OpenDrawer open) => open.Run(id, drawer, cents, CancellationToken.None)));
            campaign.Expect("opening", "Done", opened.GetType().Name);
            Model.Sessions[id] = new ModelSession(cents);
            session = id;
        }

        /// <summary>Once, or twice at the same time; and again where it was broken off. The answer in the end is the one that the model gives.</summary>
        private async Task Send(Guid id, Func<Task<MoneyMoved>> request, Func<string> model, string name)
        {
            var isNew = !Model.Lines.ContainsKey(id);
            var expected = model();
            MoneyMoved[] moved;
            if (draw.Next(5) == 0)
            {
                Interlocked.Increment(ref campaign.doubled);
                moved = await Task.WhenAll(Task.Run(() => Certainly(request)), Task.Run(() => Certainly(request)));
                if (!campaign.crashes && isNew && expected == "Done")
                {
                    campaign.Expect($"{name} sent twice: who wrote", 1, moved.Count(one => one is MoneyMoved.Done { WasSo: false }));
                }
            }
            else
            {
                moved = [await Certainly(request)];
            }

            foreach (var one in moved)
            {
                campaign.Expect(name, expected, Written(one));
            }

            campaign.answers.AddOrUpdate($"{name} {expected.Split(' ')[0]}", 1, (_, n) => n + 1);
            if (isNew)
            {
                earlier.Add(() => Send(id, request, model, name));
                if (Model.Lines.ContainsKey(id))
                {
                    lines.Add(id);
                }
            }
        }

        private static string Written(MoneyMoved moved) => moved switch
        {
            MoneyMoved.TooMuch much => $"TooMuch {much.MostCents}",
            _ => moved.GetType().Name,
        };

        /// <summary>As somebody does who gets no answer: the same form again, until there is one.</summary>
        private async Task<T> Certainly<T>(Func<Task<T>> request)
        {
            if (!campaign.crashes)
            {
                return await request();
            }

            for (var attempt = 0; ; attempt++)
            {
                int chance;
                lock (draw)
                {
                    chance = draw.Next(1000);
                }

                try
                {
                    return await Crash.During(campaign.clinic, attempt > 5 ? int.MaxValue : chance, request);
                }
                catch (Exception broken) when (attempt < 20 && Crash.Is(broken))
                {
                    Interlocked.Increment(ref campaign.broken);
                }
            }
        }

        private async Task Compare()
        {
            var accounts = await Certainly(() => campaign.clinic.In((OpenAccount open) => open.ReadAll(patients, CancellationToken.None)));
            foreach (var patient in patients)
            {
                var (account, model) = (accounts[patient], Model.Patients[patient]);
                campaign.Expect("balance", model.Balance, account.Balance);
                campaign.Expect("prepaid", model.Prepaid, account.Prepaid);
                foreach (var (visit, state) in model.Visits)
                {
                    campaign.Expect("owed for a visit", state.Owed, account.Owed(visit));
                }

                foreach (var entry in account.Entries)
                {
                    campaign.Expect("what can be given back", Model.Lines.TryGetValue(entry.Id, out var line) ? line.Refundable : "no line", account.Refundable(entry));
                }
            }

            var sum = await Certainly(() => campaign.clinic.In(async (IntakeDb db) => await new DrawerSums(db).Of((await db.DrawerSessions.FindAsync(session))!, CancellationToken.None)));
            campaign.Expect("drawer", Model.Sessions[session].Expected, sum);
        }
    }
}

/// <param name="Operations">Drawn, without what was sent again.</param>
/// <param name="Broken">Requests that got no answer, and were sent again.</param>
/// <param name="Answers">How often each operation got each answer.</param>
internal sealed record LedgerFigures(int Operations, int Doubled, int Broken, IReadOnlyDictionary<string, int> Answers, long Lines, IReadOnlyList<string> Wrong);
