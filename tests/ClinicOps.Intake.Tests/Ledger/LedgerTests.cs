using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UglyToad.PdfPig;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;
using static ClinicOps.Intake.Tests.Ledger.LedgerClinic;

namespace ClinicOps.Intake.Tests.Ledger;

public sealed class LedgerTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;
    private Guid patient;
    private Guid session;
    private readonly Guid visit = Guid.CreateVersion7();

    public async ValueTask InitializeAsync()
    {
        clinic = await IntakeClinic.Open(cluster);
        patient = await clinic.Register(Person("Elena", "Rossi"));
        session = await clinic.Open(await clinic.AddDrawer("Window 1"));
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_co_pay_is_charged_with_its_evidence_paid_in_cash_with_change_and_has_a_receipt_that_stays_as_it_was()
    {
        var entry = Done(await clinic.Take(Cash(3000, given: 5000) with { Charge = CoPay(3000), VisitInWords = "Visit of 03/02/2026" }));

        Assert.Equal((-3000, 5000, 2000), (entry.Cents, entry.GivenCents, entry.ChangeCents));
        var account = await clinic.Account(patient);
        Assert.Equal((0L, 0L, "Card: office visit"), (account.Balance, account.Owed(visit), account.ChargeOf(visit)!.Evidence));
        var pdf = await Receipt(entry.Id);
        Assert.Equal(pdf, await Receipt(entry.Id));
        using var read = PdfDocument.Open(pdf);
        Assert.Equal("Receipt R-000001", read.Information.Title);
        Assert.Contains("/Lang (en-US)", System.Text.Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        var text = read.GetPage(1).Text;
        Assert.All(["Elena Rossi", "$30.00", "$20.00", "Visit of 03/02/2026", "Two Rivers Clinic", "Balance of the account", "$0.00"], words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.All(read.GetPage(1).Letters, letter => Assert.Contains("DejaVuSans", letter.FontName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_request_is_answered_once_and_another_under_its_id_is_refused()
    {
        var taking = Cash(3000) with { Charge = CoPay(3000) };
        var first = Done(await clinic.Take(taking));

        Assert.Equal(first.Id, Assert.IsType<MoneyMoved.Done>(await clinic.Take(taking)).Entry.Id);
        Assert.IsType<MoneyMoved.OtherContent>(await clinic.Take(taking with { Cents = 2000 }));
        Assert.IsType<MoneyMoved.OtherContent>(await clinic.Take(taking with { Method = PaymentMethods.Check, Reference = "17" }));
        var other = await clinic.Register(Person("Ana", "Ruiz"));
        Assert.IsType<MoneyMoved.OtherContent>(await clinic.Take(new Taking(taking.Id, other, null, session, 3000, PaymentMethods.Cash)));
        Assert.Equal(2, (await clinic.Account(patient)).Entries.Count);
    }

    /// <summary>Two desks with a form each: the ids differ, and the second finds nothing left to pay.</summary>
    [Fact]
    public async Task Two_desks_do_not_take_the_same_co_pay_twice()
    {
        await clinic.Charge(patient, visit, 3000);

        var moved = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => clinic.Take(Cash(3000) with { Charge = CoPay(3000) })));

        Assert.Single(moved.OfType<MoneyMoved.Done>());
        Assert.All(moved.Where(one => one is not MoneyMoved.Done), one => Assert.Equal(new MoneyMoved.TooMuch(0), one));
        Assert.Equal(2, (await clinic.Account(patient)).Entries.Count);
        Assert.IsType<MoneyMoved.ChargeStands>(await clinic.Charge(patient, visit, 2500));
    }

    [Fact]
    public async Task A_hundred_double_clicks_at_once_charge_and_take_once_each()
    {
        var figures = await new DoubleClicks(clinic, session).Run(100);

        Assert.Equal(new(100, 200, 0), figures);
    }

    [Fact]
    public async Task What_is_given_back_is_never_more_than_was_paid_however_many_ask_at_once()
    {
        var paid = Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));

        var moved = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.Refund(Back(paid.Id, 1000))));

        Assert.Equal(3, moved.OfType<MoneyMoved.Done>().Count());
        Assert.Equal(3000, (await clinic.Account(patient)).Balance);
        Assert.IsType<MoneyMoved.NotVoidable>(await clinic.Void(paid.Id));
    }

    [Fact]
    public async Task A_refund_that_was_a_mistake_is_made_void_and_the_payment_stands_again()
    {
        var paid = Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        var back = Done(await clinic.Refund(Back(paid.Id, 3000)));

        Done(await clinic.Void(back.Id));

        var account = await clinic.Account(patient);
        Assert.Equal((0L, 3000L), (account.Balance, account.Refundable(paid)));
        Assert.IsType<MoneyMoved.NotVoidable>(await clinic.Void(back.Id));
    }

    [Fact]
    public async Task Money_is_made_void_on_its_day_and_while_its_drawer_is_open()
    {
        var paid = Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        var second = Done(await clinic.Take(Cash(1000) with { VisitId = null }));
        clinic.Clock.Advance(TimeSpan.FromHours(9)); // 18:00 in New York
        Done(await clinic.Void(second.Id));
        clinic.Clock.Advance(TimeSpan.FromHours(7)); // 01:00

        Assert.IsType<MoneyMoved.NotToday>(await clinic.Void(paid.Id));
        Done(await clinic.Refund(Back(paid.Id, 3000)));
        var charge = (await clinic.Account(patient)).ChargeOf(visit)!;
        Done(await clinic.Void(charge.Id));
        Assert.Equal(0, (await clinic.Account(patient)).Balance);
    }

    [Fact]
    public async Task A_prepayment_is_held_put_to_a_visit_and_given_back_no_further_than_it_goes()
    {
        var prepaid = Done(await clinic.Take(Cash(5000) with { VisitId = null }));
        Assert.Equal((-5000L, 5000L), (await clinic.Account(patient)) is var held ? (held.Balance, held.Prepaid) : default);
        await clinic.Charge(patient, visit, 3000);

        Assert.Equal(new MoneyMoved.TooMuch(3000), await clinic.Apply(patient, visit, 4000));
        Done(await clinic.Apply(patient, visit, 3000));

        var account = await clinic.Account(patient);
        Assert.Equal((-2000L, 2000L, 0L), (account.Balance, account.Prepaid, account.Owed(visit)));
        Assert.Equal(new MoneyMoved.TooMuch(2000), await clinic.Refund(Back(prepaid.Id, 5000)));
        Assert.IsType<MoneyMoved.NotVoidable>(await clinic.Void(prepaid.Id));
        Done(await clinic.Refund(Back(prepaid.Id, 2000)));
        Assert.Equal(0, (await clinic.Account(patient)).Balance);
    }

    [Theory]
    [InlineData("cash", "", 2000, "less than")]
    [InlineData("check", "", null, "check's number")]
    [InlineData("card", "", null, "terminal printed")]
    [InlineData("card", "4111 1111 1111 1111", null, "number of a payment card")]
    [InlineData("check", "17", 5000, "for cash only")]
    [InlineData("shells", "", null, "how it is paid")]
    public async Task What_is_missing_or_must_not_be_kept_is_said_and_nothing_is_written(string method, string reference, int? given, string says)
    {
        var moved = await clinic.Take(Cash(3000) with { Method = method, Reference = reference, GivenCents = given, Charge = CoPay(3000) });

        Assert.Contains(says, Assert.IsType<MoneyMoved.NotUnderstood>(moved).Why, StringComparison.Ordinal);
        Assert.Empty((await clinic.Account(patient)).Entries);
    }

    [Fact]
    public async Task A_closed_drawer_takes_no_line_and_is_closed_with_a_reason_where_the_count_differs()
    {
        await clinic.Take(Cash(3000) with { Charge = CoPay(3000) });
        var expected = new ByMethod(13_000, 0, 0, 0);
        var count = new Count(session, expected with { Cash = 12_900 }, expected, "", "");
        Assert.Equal(new DrawerShut.Changed(expected), await clinic.Close(count with { Shown = expected with { Cash = 10_000 } }));
        Assert.Equal(new DrawerShut.Differs(expected), await clinic.Close(count));

        var closing = Assert.IsType<DrawerShut.Done>(await clinic.Close(count with { Reason = "A dollar is missing" })).Closing;

        Assert.Equal(-100, closing.DifferenceCents);
        Assert.IsType<DrawerShut.Done>(await clinic.Close(count with { Reason = "A dollar is missing" }));
        Assert.IsType<DrawerShut.ShutAlready>(await clinic.Close(count with { Counted = expected, Reason = "" }));
        Assert.IsType<MoneyMoved.DrawerClosed>(await clinic.Take(Cash(500) with { VisitId = null }));
        using var sheet = PdfDocument.Open(await Receipt(session));
        Assert.Contains("A dollar is missing", sheet.GetPage(1).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Rossi", sheet.GetPage(1).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_closed_drawer_was_counted_wrong_by_stands_beside_the_closing_with_its_reason_and_a_sheet_of_its_own()
    {
        Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        var there = new ByMethod(13_000, 0, 0, 0);
        Assert.IsType<DrawerCorrected.Unknown>(await Correct(Guid.CreateVersion7(), 500, "Found under the tray"));
        Assert.IsType<DrawerShut.Done>(await clinic.Close(new Count(session, there with { Cash = 12_500 }, there, "", "Counted twice")));
        var sheet = await Receipt(session);
        var id = Guid.CreateVersion7();

        Assert.Equal(new DrawerCorrected.Done(0), await Correct(id, 500, "Found under the tray"));
        Assert.Equal(new DrawerCorrected.Done(0), await Correct(id, 500, "Found under the tray"));
        Assert.IsType<DrawerCorrected.NotUnderstood>(await Correct(id, 600, "Found under the tray"));
        Assert.IsType<DrawerCorrected.NotUnderstood>(await Correct(Guid.CreateVersion7(), 600, ""));
        Assert.Equal(new DrawerCorrected.Done(-100), await Correct(Guid.CreateVersion7(), -100, "One coin was foreign"));

        Assert.Equal([500, -100], await clinic.Sql("SELECT cents FROM intake.drawer_corrections ORDER BY at, id"));
        Assert.Equal([12_500, "Counted twice"], [.. await clinic.Sql("SELECT cash_counted FROM intake.drawer_closings"), .. await clinic.Sql("SELECT reason FROM intake.drawer_closings")]);
        Assert.Equal(sheet, await Receipt(session));
        using var paper = PdfDocument.Open(await Receipt(id));
        Assert.Contains("Correction of a day sheet C-", paper.Information.Title, StringComparison.Ordinal);
        Assert.All(["D-000002", "Found under the tray", "$5.00", "Window 1"], words => Assert.Contains(words, paper.GetPage(1).Text, StringComparison.Ordinal));
        Assert.NotNull(await Refusal(clinic.OwnerConnectionString, "UPDATE intake.drawer_corrections SET cents = 1"));
        Assert.Empty(await clinic.In((IEnumerable<IVerification> all) => all.OfType<VerifyLedger>().Single().Problems(CancellationToken.None)));

        Task<DrawerCorrected> Correct(Guid correction, int cents, string reason) =>
            clinic.In((CorrectDrawer correct) => correct.Run(correction, session, PaymentMethods.Cash, cents, reason, CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_co_pay_is_corrected_in_one_act_and_what_was_paid_stays_paid()
    {
        Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        var wrong = (await clinic.Account(patient)).ChargeOf(visit)!;
        var right = CoPay(2500) with { Evidence = "The payer on the phone" };

        var voidId = Guid.CreateVersion7();

        // Its visit may be elsewhere by now: who works where the line was entered puts it right, by either way.
        Assert.IsType<MoneyMoved.Elsewhere>(await AsUser(TestOrganization.Mesa.Id, (CorrectCoPay correct) => correct.Run(voidId, wrong.Id, right, patient, visit, CancellationToken.None)));
        Assert.IsType<MoneyMoved.Elsewhere>(await AsUser(TestOrganization.Mesa.Id, (VoidEntry makeVoid) => makeVoid.Run(voidId, wrong.Id, "Typed wrong", CancellationToken.None)));

        var moved = await Task.WhenAll(clinic.Correct(patient, visit, wrong.Id, right, voidId), clinic.Correct(patient, visit, wrong.Id, right, voidId));

        Assert.All(moved, one => Assert.Equal(2500, Done(one).Cents));
        var account = await clinic.Account(patient);
        Assert.Equal((2500, -500L, -500L, 4), (account.ChargeOf(visit)!.Cents, account.Owed(visit), account.Balance, account.Entries.Count));
        Assert.Equal("Corrected: The payer on the phone", account.Entries.Single(entry => entry.Kind == LedgerKinds.Void).Evidence);
        Assert.IsType<MoneyMoved.ChargeStands>(await clinic.Correct(patient, visit, wrong.Id, CoPay(2000)));
        Assert.IsType<MoneyMoved.NotUnderstood>(await clinic.Correct(patient, visit, right.Id, CoPay(2500)));
    }

    [Fact]
    public async Task What_an_estimate_may_come_to_can_be_charged_and_paid_and_given_back_but_a_prepayment_of_so_much_is_a_slip()
    {
        var dear = CoPay(Money.MostOfVisit) with { Evidence = "Good-faith estimate no. 1" };
        var paid = Done(await clinic.Take(Cash(Money.MostOfVisit) with { Charge = dear }));
        Assert.Equal(0, (await clinic.Account(patient)).Owed(visit));
        Done(await clinic.Refund(Back(paid.Id, Money.MostOfVisit)));

        Assert.IsType<MoneyMoved.NotUnderstood>(await clinic.Charge(patient, Guid.CreateVersion7(), Money.MostOfVisit + 1));
        Assert.IsType<MoneyMoved.NotUnderstood>(await clinic.Take(Cash(Money.MostCents + 1) with { VisitId = null }));
    }

    [Fact]
    public async Task A_prepayment_pays_a_visit_whose_co_pay_is_not_entered_yet_in_one_act()
    {
        Done(await clinic.Take(Cash(2000) with { VisitId = null }));
        Assert.Equal(new MoneyMoved.TooMuch(0), await clinic.Apply(patient, visit, 2000));
        Assert.Equal(new MoneyMoved.TooMuch(1500), await clinic.Apply(patient, visit, 2000, charge: CoPay(1500)));
        Assert.Null((await clinic.Account(patient)).ChargeOf(visit));
        var (id, charge) = (Guid.CreateVersion7(), CoPay(3000));

        Done(await clinic.Apply(patient, visit, 2000, id, charge));
        Done(await clinic.Apply(patient, visit, 2000, id, charge));

        var account = await clinic.Account(patient);
        Assert.Equal((3000, 1000L, 0L, 1000L), (account.ChargeOf(visit)!.Cents, account.Owed(visit), account.Prepaid, account.Balance));
        Assert.IsType<MoneyMoved.ChargeStands>(await clinic.Apply(patient, visit, 1, charge: CoPay(2000)));
    }

    [Fact]
    public async Task A_drawer_is_opened_once_and_every_location_has_one_from_the_start()
    {
        var sessions = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        var opened = await Task.WhenAll(sessions.Select(id => clinic.In((OpenDrawer open) => open.Run(id, TestOrganization.Mesa.Id, 5000, CancellationToken.None))));

        var session = Assert.Single(opened.OfType<DrawerOpened.Done>()).Session;
        Assert.All(opened.Where(one => one is not DrawerOpened.Done), one => Assert.Equal(session.Id, Assert.IsType<DrawerOpened.OpenAlready>(one).Session.Id));
        Assert.Equal(["Front desk"], await clinic.Sql($"SELECT name FROM intake.drawers WHERE location_id = '{TestOrganization.Mesa.Id}'"));
        Assert.IsType<DrawerOpened.Unknown>(await clinic.In((OpenDrawer open) => open.Run(Guid.CreateVersion7(), TestOrganization.Harbor.Id, 0, CancellationToken.None)));
    }

    [Fact]
    public async Task The_lines_of_a_merged_record_are_in_the_account_of_the_one_it_leads_to_and_go_back_with_it()
    {
        var merged = await clinic.Register(Person("Elena", "Rosi"));
        Done(await clinic.Take(Cash(2000) with { PatientId = merged, VisitId = null }));
        await clinic.Merge(merged, patient);
        Assert.Equal(2000, (await clinic.Account(patient)).Prepaid);
        await clinic.Charge(patient, visit, 1500);
        Done(await clinic.Apply(patient, visit, 1500));

        await clinic.Sql($"UPDATE intake.patients SET merged_into_id = NULL WHERE id = '{merged}'");

        Assert.Equal(2000, (await clinic.Account(merged)).Prepaid);
    }

    [Fact]
    public async Task The_database_itself_changes_no_line_for_anybody()
    {
        var paid = Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        foreach (var connectionString in new[] { clinic.OwnerConnectionString, clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake")) })
        {
            foreach (var sql in new[] { "UPDATE intake.ledger_entries SET cents = -1", "DELETE FROM intake.ledger_entries", "TRUNCATE intake.ledger_entries CASCADE", "UPDATE intake.drawer_sessions SET float_cents = 1", "DELETE FROM intake.money_papers" })
            {
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Refusal(connectionString, sql))?.SqlState);
            }
        }

        Assert.Equal(-3000, (await clinic.Account(patient)).Find(paid.Id)!.Cents);
    }

    /// <summary>Past the product's own checks, as its role.</summary>
    [Theory]
    [InlineData("kind = 'refund', cents = 3001", "ledger_entries_refund_is_of_what_was_paid")]
    [InlineData("kind = 'void', cents = 2999", "ledger_entries_void_is_whole")]
    [InlineData("kind = 'void', cents = 3000, visit_id = gen_random_uuid()", "ledger_entries_reversal_fits")]
    [InlineData("kind = 'payment', cents = 0, reverses_entry_id = NULL", "ledger_entries_cents_are_something")]
    [InlineData("kind = 'payment', cents = -3000, reverses_entry_id = NULL, session_id = gen_random_uuid()", "ledger_entries_drawer_is_open")]
    [InlineData("kind = 'applied', counts_as = 'applied', cents = -1, reverses_entry_id = NULL, session_id = NULL, method = NULL", "ledger_entries_prepayment_is_held")]
    [InlineData("kind = 'charge-copay', counts_as = 'charge-copay', cents = 10, reverses_entry_id = NULL, session_id = NULL, method = NULL", "ledger_entries_one_copay")]
    [InlineData("kind = 'payment', cents = 3000, reverses_entry_id = NULL", "ledger_entries_sign_is_the_kinds")]
    public async Task The_database_itself_refuses_what_does_not_add_up(string with, string constraint)
    {
        var paid = Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        var role = clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake"));

        var refusal = await Refusal(role, Copy(paid.Id, with));

        Assert.Equal(constraint, refusal?.ConstraintName);
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_reversal()
    {
        var paid = Done(await clinic.Take(Cash(3000) with { Charge = CoPay(3000) }));
        var role = clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake"));

        Assert.Null(await Refusal(role, Copy(paid.Id, "kind = 'void', cents = 3000")));
        Assert.Equal("ledger_entries_void_is_whole", (await Refusal(role, Copy(paid.Id, "kind = 'void', cents = 3000")))?.ConstraintName);
    }

    [Fact]
    public async Task Who_does_not_see_a_patient_moves_none_of_their_money_and_a_drawer_of_another_location_is_closed_to_its_users()
    {
        var paid = Done(await clinic.Take(Cash(1000) with { VisitId = null }));
        await clinic.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{patient}'");

        Assert.IsType<MoneyMoved.Unknown>(await AsUser(TestOrganization.Harbor.Id, (CollectPayment collect) => collect.Run(Cash(1000) with { VisitId = null }, CancellationToken.None)));
        Assert.IsType<MoneyMoved.Unknown>(await AsUser(TestOrganization.Harbor.Id, (RefundPayment refund) => refund.Run(Back(paid.Id, 1000), CancellationToken.None)));

        // What is in the drawer is in it, whoever sees whose it is.
        var expected = await AsUser(TestOrganization.Harbor.Id, (DrawerSums sums) => sums.Of(new DrawerSession { Id = session, DrawerId = session, LocationId = session, FloatCents = 10_000, At = default }, CancellationToken.None));
        Assert.Equal(11_000, expected.Cash);
        await clinic.Sql($"UPDATE intake.patients SET access_class = 'standard' WHERE id = '{patient}'");
        Assert.IsType<MoneyMoved.DrawerClosed>(await AsUser(TestOrganization.Mesa.Id, (CollectPayment collect) => collect.Run(Cash(1000) with { VisitId = null }, CancellationToken.None)));
        Assert.IsType<DrawerShut.Unknown>(await AsUser(TestOrganization.Mesa.Id, (CloseDrawer close) => close.Run(new Count(session, ByMethod.Nothing, ByMethod.Nothing, "", ""), CancellationToken.None)));
    }

    private Taking Cash(int cents, int? given = null) => new(Guid.CreateVersion7(), patient, visit, session, cents, PaymentMethods.Cash, GivenCents: given);

    private Refunding Back(Guid entry, int cents) => new(Guid.CreateVersion7(), entry, session, cents, PaymentMethods.Cash, "", "Paid twice");

    private async Task<byte[]> Receipt(Guid id) => (await clinic.In((KeepPaper papers) => papers.Pdf(id, CancellationToken.None)))!;

    private async Task<TResult> AsUser<T, TResult>(Guid location, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.NewGuid(), [location]);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>A line like the payment and reversing it, but for what is said.</summary>
    private static string Copy(Guid paid, string with)
    {
        var said = with.Split(", ").Select(part => part.Split(" = ")).ToDictionary(part => part[0], part => part[1]);
        string[] columns = ["id", "patient_id", "visit_id", "location_id", "session_id", "kind", "counts_as", "cents", "method", "reference", "reverses_entry_id", "evidence", "at"];
        string Value(string column) => said.TryGetValue(column, out var value) ? value : column switch { "id" => "gen_random_uuid()", "reverses_entry_id" => "id", _ => column };
        return $"INSERT INTO intake.ledger_entries ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(Value))} FROM intake.ledger_entries WHERE id = '{paid}'";
    }

    private static async Task<PostgresException?> Refusal(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused;
        }
    }
}
