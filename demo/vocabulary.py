"""Words that the generated files are written with: places, persons, topics, answers."""

from __future__ import annotations

FIRST_SYLLABLES = (
    "Nà", "Huổi", "Pá", "Co", "Noong", "Mường", "Pú", "Hua", "Nậm", "Phiêng", "Tát", "Lọng", "Na", "Pa",
    "Chiềng", "Hồng", "Che", "Pha", "Háng", "Tả", "Xa", "Bom",
)  # fmt: skip
SECOND_SYLLABLES = (
    "Nghè", "Tông", "Lóng", "Khưa", "Sang", "Cụ", "Mỵ", "Hạ", "Cang", "Luông", "Khoang", "Phiêng", "Lếch",
    "Ngum", "Bó", "Kham", "Pết", "Hin", "Ten", "Lốm", "Hốc", "Sôm", "Mạ", "Ứng", "Khếnh", "Đông", "Vai",
    "Púng", "Chua", "Sáng", "Lán", "Vạng", "Ế", "Tấu", "Mển", "Dình", "Sua", "Trá", "Đề", "Phai", "Cuông",
    "Tủ", "Son", "Lai", "Nhung", "Ban",
)  # fmt: skip
VALLEY_NAMES = (
    "Thanh Đông", "Thanh Hà", "Thanh Bình", "Hưng Thịnh", "Đồng Tâm", "Tân Lập", "Quyết Tiến", "Hợp Thành",
    "Trung Tâm", "Đoàn Kết", "Thống Nhất", "Việt Thanh", "Tân Biên", "Hoàng Công Chất", "Phú Yên",
    "Duyên Hải", "Đại Thanh", "Tân Ngám", "Yên Sơn", "Hồng Thanh", "Thanh Xuân", "Văn Tiến",
)  # fmt: skip
UNKNOWN_VILLAGES = ("Khu tái định cư mới", "Chợ phiên", "Công trường thủy điện", "Lán nương xa")

FAMILY_NAMES = (
    "Lò", "Quàng", "Cà", "Tòng", "Lường", "Giàng", "Vàng", "Sùng", "Thào", "Mùa", "Hờ", "Nguyễn", "Trần",
    "Phạm", "Bạc", "Vừ", "Lầu", "Khoàng", "Poòng", "Tao",
)  # fmt: skip
MIDDLE_NAMES = ("Văn", "Thị", "A", "Thị", "Minh", "Thị", "Đức", "Seo", "Ngọc", "Hữu", "Xuân", "Thanh")
GIVEN_NAMES = (
    "An", "Bình", "Chung", "Dung", "Hà", "Hạnh", "Hoa", "Hùng", "Hương", "Khánh", "Lan", "Liên", "Mai", "Nam",
    "Nga", "Pó", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Thắng", "Tuấn", "Vân", "Xanh", "Yến", "Dơ", "Chứ",
    "Páo", "Súa", "Dế", "Ín", "Ọn", "Biên", "Tiên", "Phong",
)  # fmt: skip

TOPICS = (
    "Cài đặt, sử dụng VNeID", "Xác thực danh tính điện tử", "Dịch vụ công trực tuyến",
    "Khai báo sức khỏe điện tử", "Bảo hiểm xã hội số", "Nộp thuế điện tử",
    "Kỹ năng dùng điện thoại thông minh", "Tra cứu thông tin", "An toàn trên không gian mạng",
)  # fmt: skip
# What somebody was seen to do at the end of a visit; the first is the whole basic set, the last none of it.
SHOWN_SKILLS = (
    "Đủ 4 kỹ năng", "VNeID", "VNeID; Dịch vụ công", "VNeID; Dịch vụ công; Thanh toán",
    "VNeID; An toàn", "Chưa đạt",
)  # fmt: skip
# In the order done, absent, refused, moved away.
PERSON_ANSWERS = ("Đã hướng dẫn", "Vắng mặt", "Từ chối", "Đã chuyển đi")
HOUSEHOLD_ANSWERS = ("Hoàn thành", "Vắng nhà", "Từ chối", "Đã chuyển đi")
EXPORT_ANSWERS = ("done", "absent", "refused", "moved")

LANGUAGES = ("Thái", "Mông", "Kinh", "Khơ Mú", "Hà Nhì", "Dao", "Lào", "Kháng", "Xinh Mun")
VEHICLES = ("Xe máy", "Ô tô", "Đi bộ")
CITIZENS = "Người dân"
OFFICIALS = "Cán bộ, công chức, viên chức"
PARTNERS = ("Steam for Vietnam", "VNPT", "Viettel", "MobiFone", "Đại học Bách khoa Hà Nội", "FPT")
COURSES = ("Phân tích dữ liệu", "Quản lý dự án", "Ứng dụng AI trong báo cáo")
OFFICIAL_TOPICS = ("Kỹ năng số cơ bản", "Xử lý hồ sơ trực tuyến", "An toàn thông tin cho công sở")
CITIZEN_TOPICS = (*TOPICS, "AI cơ bản trong đời sống")
SOURCE = "Số liệu minh họa (sinh tự động)"
