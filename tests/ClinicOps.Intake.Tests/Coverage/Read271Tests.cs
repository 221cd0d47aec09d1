using System.Text;
using ClinicOps.Intake.Coverage.X12;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

public sealed class Read271Tests
{
    private const string Dependant =
        Message271.Clinic + "HL*3*2*22*1~NM1*IL*1*NOVAK*JANA****MI*M100~HL*4*3*23*0~TRN*2*TRACE2*9CLINICOPS~NM1*03*1*NOVAK*PETR~DMG*D8*20150607*M~INS*N*19~";

    /// <summary>Name, separators, line end, body, what must be read.</summary>
    private static readonly Dictionary<string, (string Separators, string LineEnd, string Body, string[] Expected)> Messages = new()
    {
        ["bars and a semicolon"] = ("|^:;", "", Message271.Subscriber + "EB*1**30~EB*B*IND*98***27*20*****Y~", ["JANA 1 30", "JANA B 98 $20.00 IND 27 Y"]),
        ["line feed as terminator"] = ("*^:\n", "", Message271.Subscriber + "EB*B*IND*98***27*20.5*****Y~", ["JANA B 98 $20.50 IND 27 Y"]),
        ["carriage return as terminator, with line feeds"] = ("*^>\r", "\n", Message271.Subscriber + "EB*A*IND*98*****.2***Y*N~", ["JANA A 98 20% IND N auth"]),
        ["tabs, and line ends behind a tilde"] = ("\t^:~", "\r\n", Message271.Subscriber + "EB*1**30~", ["JANA 1 30"]),
        ["control characters separate"] = ("\u001d\u001f\u001e\u001c", "", Message271.Subscriber + "EB*B**98^UC^BY***27*35~", ["JANA B 98,UC,BY $35.00 27"]),
        ["repetition by an exclamation mark"] = ("*!:~", "", Message271.Subscriber + "EB*1**1^33^35~", ["JANA 1 1,33,35"]),
        ["repetition by a letter is no repetition"] = ("*U:~", "", Message271.Subscriber.Replace('U', 'V') + "EB*1**30~", ["JANA 1 30"]),
        ["co-pay and co-insurance side by side"] = ("*^:~", "", Message271.Subscriber + "EB*A*IND*98***27**.1****Y~EB*B*IND*98***27*25*****Y~EB*B*IND*98***27*60*****N~", ["JANA A 98 10% IND 27 Y", "JANA B 98 $25.00 IND 27 Y", "JANA B 98 $60.00 IND 27 N"]),
        ["deductible and what is left of it"] = ("*^:~", "", Message271.Subscriber + "EB*C*IND*30***23*1500*****Y~EB*C*IND*30***29*420.25*****Y~EB*G*FAM*30***23*8000*****Y~", ["JANA C 30 $1500.00 IND 23 Y", "JANA C 30 $420.25 IND 29 Y", "JANA G 30 $8000.00 FAM 23 Y"]),
        ["a dependant"] = ("*^:~", "", Dependant + "EB*1**30~EB*B*IND*68***27*0*****Y~", ["PETR 1 30", "PETR B 68 $0.00 IND 27 Y"]),
        ["subscriber and dependant, each with theirs"] = (
            "*^:~", "", Dependant.Replace("HL*4", "EB*B**98***27*40~HL*4", StringComparison.Ordinal) + "EB*B**98***27*15~", ["JANA B 98 $40.00 27", "PETR B 98 $15.00 27"]),
        ["age bands"] = ("*^:~", "", Message271.Subscriber + "EB*B*IND*98***27*0**S7*18**Y~EB*B*IND*98***27*30**S8*19**Y~", ["JANA B 98 $0.00 IND 27 Y S7=18", "JANA B 98 $30.00 IND 27 Y S8=19"]),
        ["several plans"] = (
            "*^:~", "", Message271.Subscriber + "EB*1*IND*30*HM*GOLD HMO~DTP*291*D8*20260101~EB*1*IND*88*PR*RX PLUS~EB*6*IND*35**OLD DENTAL~DTP*291*RD8*20240101-20251231~",
            ["JANA 1 30 IND HM GOLD HMO 291:20260101", "JANA 1 88 IND PR RX PLUS", "JANA 6 35 IND OLD DENTAL 291:20240101-20251231"]),
        ["another payer"] = (
            "*^:~", "", Message271.Subscriber + "EB*R**30*MA~DTP*290*D8*20250601~LS*2120~NM1*PRP*2*MEDICARE PART A*****PI*MCR~PER*IC**TE*8005550100~LE*2120~EB*1**30~",
            ["JANA R 30 MA 290:20250601 PRP:MEDICARE PART A", "JANA 1 30"]),
        ["primary care provider without LS and LE"] = ("*^:~", "", Message271.Subscriber + "EB*L~NM1*P3*1*ROY*ELLA****XX*2999999984~EB*1**30~", ["JANA L P3:ELLA ROY", "JANA 1 30"]),
        ["everybody whom a benefit names"] = (
            "*^:~", "", Message271.Subscriber + "EB*1**30~LS*2120~NM1*PR*2*LAKE MUTUAL~PER*IC**TE*8005550100~NM1*P5*2*ACME MILLS~NM1*GP*2*LAKE GATEWAY~LE*2120~LS*2120~NM1*2B*2*TPA ONE~LE*2120~EB*B**98***27*20~",
            ["JANA 1 30 PR:LAKE MUTUAL P5:ACME MILLS GP:LAKE GATEWAY 2B:TPA ONE", "JANA B 98 $20.00 27"]),
        ["notes, places and limits"] = (
            "*^:~", "", Message271.Subscriber + "EB*F*IND*PT***23***VS*30~HSD*VS*30***23*1~MSG*COMBINED WITH OT~III*ZZ*11~III*ZZ*22~REF*18*P77~",
            ["JANA F PT IND 23 VS=30 'COMBINED WITH OT' at:11 at:22 (30 visits, 1 a calendar year) 18#P77"]),
        ["authorization needed, not needed, not known"] = ("*^:~", "", Message271.Subscriber + "EB*CB**62********Y~EB*CB**4********N~EB*CB**5********U~", ["JANA CB 62 auth", "JANA CB 4 no-auth", "JANA CB 5"]),
        ["a rejected benefit beside one that is answered"] = ("*^:~", "", Message271.Subscriber + "EB*1**30~EB*V**88~AAA*N**55*C~", ["JANA 1 30", "JANA V 88 AAA55"]),
        ["a procedure code instead of a kind of service"] = ("*^:~", "", Message271.Subscriber + "EB*B******25****Y*N*HC:97110:GP~", ["JANA B $25.00 N auth"]),
        ["nothing but a plain yes"] = ("*^:~", "", Message271.Subscriber + "EB*1~", ["JANA 1"]),
        ["a negative amount and one without cents"] = ("*^:~", "", Message271.Subscriber + "EB*C**30***29*-3.10~EB*B**98***27*7~", ["JANA C 30 $-3.10 29", "JANA B 98 $7.00 27"]),
    };

    public static TheoryData<string> Names => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_benefit_is_read_whatever_separates_it(string name)
    {
        var (separators, lineEnd, body, expected) = Messages[name];

        var answer = Message271.Read(Message271.Of(body, separators, lineEnd));

        Assert.Equal(expected, Message271.Lines(answer));
        Assert.Empty(answer.Problems);
        Assert.All(answer.People.SelectMany(person => person.Benefits), benefit => Assert.StartsWith("EB" + separators[0] + benefit.Info, benefit.Raw, StringComparison.Ordinal));
    }

    [Fact]
    public void The_sample_keeps_co_pay_in_and_out_of_network_apart()
    {
        var answer = Message271.Sample("subscriber-health-benefit-check.271");

        const string kinds = "1,33,35,47,86,88,98,AL,MH,UC";
        Assert.Equal(
            ["JOHN 1 30 GOLD 123 PLAN", "JOHN L P3:MARCUS JONES", $"JOHN 1 {kinds}", $"JOHN B {kinds} $10.00 HM GOLD 123 PLAN 27 Y", $"JOHN B {kinds} $30.00 HM GOLD 123 PLAN 27 N"],
            Message271.Lines(answer));
        Assert.Empty(answer.Problems);
        var person = Assert.Single(answer.People);
        Assert.Equal(("SMITH", "123456789", new DateOnly(1963, 5, 19), "ABC COMPANY"), (person.LastName, person.MemberId, person.BirthDate!.Value, person.Payer!.Name));
        Assert.Equal("93175-012547", Assert.Single(answer.TraceNumbers));
        Assert.Equal(new DateOnly(2006, 1, 1), Assert.Single(person.PlanDates).From);
    }

    [Fact]
    public void A_trailer_that_differs_is_told_and_costs_no_rejection()
    {
        var answer = Message271.Sample("subscriber-health-benefit-check-error.271");

        Assert.Equal("ST02 (4321) and SE02 (4323) differ.", Assert.Single(answer.Problems));
        var rejection = Assert.Single(answer.Rejections);
        Assert.Equal(("provider", "50", "N", "do not ask again"), (rejection.Where, rejection.Code, rejection.FollowUp, rejection.FollowUpWords));
        Assert.Equal("this provider may not ask for eligibility", rejection.Words);
    }

    [Fact]
    public void A_dependant_knows_the_subscriber_and_a_rejection_knows_where_it_stands()
    {
        var answer = Message271.Read(Message271.Of(Dependant + "AAA*Y**71*C~"));

        var child = Assert.Single(answer.People, person => person.IsDependant);
        Assert.Equal((0, "child", new DateOnly(2015, 6, 7)), (child.SubscriberNumber!.Value, child.Relationship, child.BirthDate!.Value));
        Assert.Equal(("dependant", "71"), (Assert.Single(child.Rejections).Where, child.Rejections[0].Code));
    }

    [Theory]
    [InlineData("SE*9*0042~", "SE01 says 9 segments; there are 13.")]
    [InlineData("SE*13*0043~", "ST02 (0042) and SE02 (0043) differ.")]
    [InlineData("", "Its SE segment is missing: the message may have been cut off.")]
    public void Counts_and_numbers_that_do_not_agree_are_told(string trailer, string problem)
    {
        var whole = Encoding.UTF8.GetString(Message271.Of(Message271.Subscriber + "EB*1**30~"));

        var answer = Message271.Read(Encoding.UTF8.GetBytes(whole.Replace("SE*13*0042~", trailer, StringComparison.Ordinal)));

        Assert.Equal(["JANA 1 30"], Message271.Lines(answer));
        Assert.Equal(problem, Assert.Single(answer.Problems));
    }

    [Fact]
    public void Several_interchanges_in_one_file_are_each_read_with_their_own_separators()
    {
        byte[] file = [.. Message271.Of(Message271.Subscriber + "EB*1**30~", lineEnd: "\r\n"), .. Message271.Of(Message271.Subscriber + "EB*6**30~", "|^:\n")];

        var read = Assert.IsType<X12Reading.Read>(X12Reader.Read(file));

        Assert.Equal(["JANA 1 30", "JANA 6 30"], read.Interchanges.SelectMany(one => one.Transactions.SelectMany(transaction => Message271.Lines(Read271.Of(one, transaction)))));
    }

    [Theory]
    [InlineData("ISA*00*   ", "Its ISA segment breaks off.")]
    [InlineData("ISA*00*          *00*          *ZZ*LAKE           *ZZ*CLINIC         *260302*1400*^*00501*000000042*0*P***GS*HB*", "Its ISA segment does not say which characters separate: two of them are the same, or a letter, digit or space.")]
    [InlineData("<html>Bad gateway</html>", "It does not begin with an ISA segment: it is no X12 interchange.")]
    public void A_broken_interchange_costs_none_that_stands_before_or_behind_it(string broken, string why)
    {
        byte[] bad = Encoding.UTF8.GetBytes(broken), first = Message271.Of(Message271.Subscriber + "EB*1**30~"), second = Message271.Of(Message271.Subscriber + "EB*6**30~", "|^:\n");

        foreach (var (file, notRead) in new (byte[] File, string NotRead)[] { ([.. bad, .. first, .. second], why), ([.. first, .. bad, .. second], Behind(1)), ([.. first, .. second, .. bad], Behind(2)) })
        {
            var read = Assert.IsType<X12Reading.Read>(X12Reader.Read(file));
            Assert.Equal(["JANA 1 30", "JANA 6 30"], Lines(read));
            Assert.Empty(read.Interchanges.SelectMany(one => one.Problems));
            Assert.Equal(notRead, Assert.Single(read.NotRead));
        }

        string Behind(int number) => $"Behind interchange {number} stands something that was not read. {why}";
    }

    [Fact]
    public void An_interchange_that_is_cut_off_in_a_segment_takes_nothing_of_the_next_one()
    {
        var whole = Message271.Of(Message271.Subscriber + "EB*1**30~EB*B**30***27*20~");
        var cut = whole.AsSpan(0, whole.AsSpan().IndexOf("EB*B"u8) + 4);

        var read = Assert.IsType<X12Reading.Read>(X12Reader.Read([.. cut, .. Message271.Of(Message271.Subscriber.Replace("JANA", "PETRA", StringComparison.Ordinal) + "EB*6**30~")]));

        Assert.Equal(["JANA 1 30", "JANA B", "PETRA 6 30"], Lines(read));
        Assert.Equal([true, false], read.Interchanges.Select(one => one.Problems.Contains("Its last segment has no end: the message was cut off.")));
    }

    private static IEnumerable<string> Lines(X12Reading.Read read) => read.Interchanges.SelectMany(one => one.Transactions.SelectMany(transaction => Message271.Lines(Read271.Of(one, transaction))));

    [Theory]
    [InlineData("", "It is empty.")]
    [InlineData("<html>Bad gateway</html>", "It does not begin with an ISA segment: it is no X12 interchange.")]
    [InlineData("ISA*00*   ", "Its ISA segment breaks off.")]
    [InlineData("ISA*00*          *00*          *ZZ*LAKE           *ZZ*CLINIC         *260302*1400*^*00501*000000042*0*P***GS*HB*", "Its ISA segment does not say which characters separate: two of them are the same, or a letter, digit or space.")]
    public void What_is_no_X12_is_refused_with_the_reason(string text, string why) =>
        Assert.Equal(why, Assert.IsType<X12Reading.Refused>(X12Reader.Read(Encoding.UTF8.GetBytes(text))).Why);

    [Fact]
    public void A_thousand_damaged_messages_are_read_or_refused_with_a_reason()
    {
        var random = new Random(20261130);
        byte[][] whole =
        [
            .. Messages.Values.Select(message => Message271.Of(message.Body, message.Separators, message.LineEnd)),
            .. new[] { "subscriber-health-benefit-check.271", "subscriber-health-benefit-check-error.271" }.Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Coverage", "Samples", name))),
        ];
        var (refused, told, unharmed) = (0, 0, 0);
        for (var number = 0; number < 1000; number++)
        {
            switch (X12Reader.Read(Damaged(whole[number % whole.Length], random)))
            {
                case X12Reading.Refused { Why: var why }:
                    Assert.EndsWith(".", why, StringComparison.Ordinal);
                    refused++;
                    break;
                case X12Reading.Read read:
                    var answers = read.Interchanges.SelectMany(one => one.Transactions.Select(transaction => Read271.Of(one, transaction))).ToList();
                    var problems = answers.SelectMany(answer => answer.Problems).Concat(read.Interchanges.SelectMany(one => one.Problems)).Concat(read.NotRead).ToList();
                    Assert.All(problems, problem => Assert.EndsWith(".", problem, StringComparison.Ordinal));
                    _ = answers.SelectMany(Message271.Lines).Count();
                    (told, unharmed) = problems.Count > 0 ? (told + 1, unharmed) : (told, unharmed + 1);
                    break;
            }
        }

        // The mutations do bite: all three outcomes are common. Unharmed are those where only a value changed.
        Assert.True(refused > 100 && told > 200 && unharmed > 50, $"{refused} refused, {told} told, {unharmed} unharmed");
    }

    private static byte[] Damaged(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"*~:^9"[random.Next(5)], random.Next(1, 3000)));
                    break;
                case 5:
                    bytes[random.Next(Math.Min(106, bytes.Count))] = (byte)random.Next(32, 127);
                    break;
                case 6:
                    bytes.Reverse(at, length);
                    break;
                default:
                    bytes[at] = (byte)"0123456789ABC"[random.Next(13)];
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        return [.. bytes];
    }
}
